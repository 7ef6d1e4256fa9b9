// Draws what an element's data-chart says (an ECharts option as JSON). The table below it says the
// same, so that nothing is lost without a script.
for (const element of document.querySelectorAll("[data-chart]")) {
  element.hidden = false;
  const chart = echarts.init(element, null, { renderer: "canvas" });
  const style = getComputedStyle(document.body);
  chart.setOption({
    textStyle: { fontFamily: style.fontFamily },
    tooltip: { trigger: "axis", renderMode: "richText" },
    grid: { left: 8, right: 16, top: 24, bottom: 8, containLabel: true },
    animation: false,
    ...JSON.parse(element.dataset.chart),
  });
  new ResizeObserver(() => chart.resize()).observe(element);
}
