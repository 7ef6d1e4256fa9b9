from django.urls import path

from . import pages, views
from .account.urls import urlpatterns as account_urls
from .banking.pages import BankAccountPages
from .contracts.pages import ContractPages, TargetPages
from .entries.pages import ManualEntryPages
from .people import pages as people
from .people import views as people_views
from .region_pages import BusinessAreaPages, RegionPages
from .shop_pages import ShopPages
from .structure.grades import GradingPages
from .structure.pages import PlacementPages
from .tier_pages import TierPages

app_name = "dealers"
urlpatterns = [
    path("dealers/tree/", views.dealer_tree, name="dealer_tree"),
    path("territories/coverage/", views.territory_coverage, name="territory_coverage"),
    *RegionPages.urls("regions/"),
    *BusinessAreaPages.urls("business-areas/"),
    *TierPages.urls("tiers/"),
    *pages.ProductLinePages.urls("product-lines/"),
    *pages.DealerPages.urls("dealers/"),
    *PlacementPages.urls("placements/"),
    *GradingPages.urls("gradings/"),
    *pages.TerritoryPages.urls("territories/"),
    *ShopPages.urls("shops/"),
    *pages.BrandPages.urls("brand/"),
    *pages.LedgerPages.urls("ledger/"),
    *ManualEntryPages.urls("manual-entries/"),
    *BankAccountPages.urls("bank-accounts/"),
    *account_urls,
    *ContractPages.urls("contracts/"),
    *TargetPages.urls("targets/"),
    *people.UserPages.urls("users/"),
    *people.GrantPages.urls("grants/"),
    path("roles/", people_views.roles, name="roles"),
    path("welcome/<uidb64>/<token>/", people_views.WelcomeView.as_view(), name="welcome"),
]
