/** The scenes begin: each is built when it comes near, or when the address asks for it. */
try {
  const crates = await loadCrates();
  const begun = {};
  const begin = (section) => (begun[section.id] ??= new Scene(section, crates, SCENES[section.id]));
  const soon = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      soon.unobserve(target);
      begin(target);
    }
  }, { rootMargin: "400px" });

  const go = () => {
    const { place, values } = address.read();
    const isScene = document.getElementById(place)?.matches(".scene");
    const first = isScene ? document.querySelector('input[name="stream"][checked]') : null;
    const stream = document.getElementById(`stream-${values.numbers}`) ?? first;
    if (stream) stream.checked = true;
    else if (place) address.show(address.of(place, numbers.values())); // a chapter: the choice stays
    document.querySelector('.projected .project[aria-pressed="true"]')?.click();
    for (const scene of Object.values(begun)) scene.change({});
    const section = document.getElementById(place);
    if (section?.matches(".scene")) begin(section).restore(values);
    if (Object.keys(values).length > 0) section?.scrollIntoView();
  };
  for (const section of document.querySelectorAll(".scene")) {
    section.hidden = false;
    soon.observe(section);
    guessing(section.querySelector(".guess"));
    linking(section.querySelector(".link"));
    copying(section.querySelector(".program"));
  }
  for (const input of document.querySelectorAll('input[name="stream"]')) {
    input.addEventListener("change", () => {
      Object.values(begun).forEach((scene) => scene.change({}));
      if (!address.owner) address.show(address.of(address.read().place, numbers.values()));
    });
  }
  addEventListener("hashchange", go);
  go();
  document.documentElement.dataset.live = "yes";
} catch (error) {
  document.documentElement.dataset.live = `no: ${error.message}`; // the page is complete without its scenes
}

/** A guess shows the answer. */
function guessing(form) {
  form.addEventListener("change", (event) => {
    const isRight = event.target.value === form.dataset.right;
    form.querySelector(".verdict").textContent = isRight ? "Right." : "Not so: try it.";
    form.querySelector(".reveal-answer").hidden = false;
  });
  form.querySelector(".reveal-answer").addEventListener("click", ({ target }) => {
    form.querySelector(".answer").hidden = false;
    target.hidden = true;
  });
}

/** A link that shows its state in the address, and copies it. */
function linking(link) {
  const words = link.textContent;
  link.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(link.href);
      link.textContent = "Copied";
      setTimeout(() => (link.textContent = words), 1500);
    } catch {} // it stands in the address
  });
}

function copying(program) {
  const button = program.querySelector(".copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(program.querySelector("code").textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(program.querySelector("code"));
      button.textContent = "Selected: press Ctrl+C";
    }
  });
}
