// The page is complete without this: it adds the row below the pointer.
"use strict";

document.querySelector(".invitation").hidden = false;
for (const figure of document.querySelectorAll("figure")) {
  const row = figure.querySelector(".row");
  if (row === null) continue;
  row.hidden = false;
  figure.addEventListener("pointerover", (event) => {
    const title = event.target.closest("g.tt")?.querySelector("title");
    row.textContent = title ? title.textContent : "";
  });
  figure.addEventListener("pointerleave", ({ pointerType }) => {
    if (pointerType === "mouse") row.textContent = ""; // what a finger touched stays
  });
}
