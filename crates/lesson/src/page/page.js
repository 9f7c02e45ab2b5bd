// The page is complete without this: it adds a threshold to move and the row below the pointer.
"use strict";

for (const control of document.querySelectorAll(".threshold")) {
  const { counts, frame } = JSON.parse(control.dataset.values);
  const [left, right, top, bottom] = frame;
  const picture = document.getElementById(control.dataset.picture);
  const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
  line.setAttribute("class", "moving");
  line.setAttribute("y1", top);
  line.setAttribute("y2", bottom);
  picture.append(line);

  const slider = control.querySelector("input");
  const show = () => {
    const step = Number(slider.value);
    const x = left + ((right - left) * step) / 100;
    line.setAttribute("x1", x);
    line.setAttribute("x2", x);
    const threshold = (step / 100).toFixed(2);
    control.querySelector("output").textContent = threshold;
    slider.setAttribute("aria-valuetext", threshold);
    for (const cell of control.querySelectorAll("[data-count]")) {
      cell.textContent = counts[step][cell.dataset.count];
    }
  };
  slider.addEventListener("input", show);
  control.hidden = false;
  show();
}

document.querySelector(".invitation").hidden = false;
for (const figure of document.querySelectorAll("figure")) {
  const row = figure.querySelector(".row");
  if (row === null) continue;
  row.hidden = false;
  figure.addEventListener("pointerover", (event) => {
    const title = event.target.closest("g.tt")?.querySelector("title");
    row.textContent = title ? title.textContent : "";
  });
  figure.addEventListener("pointerleave", () => {
    row.textContent = "";
  });
}
