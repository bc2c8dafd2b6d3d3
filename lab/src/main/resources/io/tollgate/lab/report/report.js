// Shows the values under the pointer. Without it the charts lack nothing else.
document.querySelectorAll("figure").forEach(figure => {
  const svg = figure.querySelector("svg");
  const lines = [...figure.querySelectorAll("polyline")].map(line => ({
    ...line.dataset, points: line.dataset.points.split(";").map(point => point.split(","))
  }));
  if (!lines.length) return;
  const cursor = document.createElementNS(svg.namespaceURI, "line");
  cursor.setAttribute("class", "cursor");
  cursor.setAttribute("y1", 10);
  cursor.setAttribute("y2", 166);
  const tip = document.createElement("div");
  tip.className = "tip";
  svg.addEventListener("pointermove", event => {
    const box = svg.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * svg.viewBox.baseVal.width;
    const nearest = lines.map(line => line.points.reduce((a, b) => Math.abs(b[0] - x) < Math.abs(a[0] - x) ? b : a));
    cursor.setAttribute("x1", nearest[0][0]);
    cursor.setAttribute("x2", nearest[0][0]);
    svg.append(cursor);
    tip.textContent = nearest[0][2] + " " + lines[0].across + "\n" + nearest
      .map((point, i) => (lines.length > 1 ? lines[i].name + " " : "") + point[3] + " " + lines[i].unit).join("\n");
    figure.append(tip);
    const left = event.clientX - figure.getBoundingClientRect().left;
    tip.style.left = Math.max(4, left > figure.clientWidth / 2 ? left - tip.offsetWidth - 12 : left + 12) + "px";
  });
  svg.addEventListener("pointerleave", () => { cursor.remove(); tip.remove(); });
});
