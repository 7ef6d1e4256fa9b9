import subprocess
import sys

MODULES = "ladder", "penalty", "working_days"


def test_the_rules_run_without_django():
    imports = "; ".join(f"import rebates.conduct.rules.{name}" for name in MODULES)
    check = f"{imports}; import sys; assert 'django' not in sys.modules"
    subprocess.run([sys.executable, "-c", check], check=True)
