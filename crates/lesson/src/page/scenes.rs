//! The scenes: what a reader can move, each with a question to guess first and its whole program.

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD as STANDARD;
use maud::{Markup, PreEscaped, html};

use crate::Chapter;

/// One scene; what it draws is in `scenes/NAME.js`, what it asks the crates in `live/src`.
pub(super) struct Scene {
    name: &'static str,
    title: &'static str,
    /// The chapter at whose beginning it stands.
    pub(super) chapter: Chapter,
    question: &'static str,
    choices: [&'static str; 3],
    /// The number of the choice that is right.
    right: usize,
    /// What is to be seen, once a guess is made.
    answer: &'static str,
    /// How to work it.
    how: &'static str,
    program: &'static str,
}

macro_rules! program {
    ($name:literal) => {
        include_str!(concat!("../../examples/", $name, ".rs"))
    };
}

/// In the order of the lesson.
pub(super) const SCENES: [Scene; 8] = [
    Scene {
        name: "pull",
        title: "The pull of one point",
        chapter: Chapter::Gradient,
        question: "A spam e-mail is given a probability of 0.01. Which loss pulls harder to correct it?",
        choices: ["Squared error", "Cross-entropy", "Both pull alike"],
        right: 1,
        answer: "Cross-entropy pulls with 0.99, squared error with 0.0196: the sigmoid is so flat there that the \
                 squared error hardly feels how wrong the e-mail is.",
        how: "Drag the e-mail along the logit. Below, its numbers run along the chain rule into the gradient.",
        program: program!("pull"),
    },
    Scene {
        name: "train",
        title: "Train it",
        chapter: Chapter::Training,
        question: "The lesson's learning rate is 0.5. What does a rate of 10 do?",
        choices: [
            "It overshoots and never arrives",
            "It is almost at the optimum after 50 epochs",
            "It makes no difference: only the number of epochs counts",
        ],
        right: 1,
        answer: "At a rate of 10 descent is almost done after 50 epochs, where 0.5 is still short of the optimum \
                 after 200. At 30 the loss falls, climbs again and never settles. With raw hours a rate of 0.5 leaps \
                 about: the features need one scale.",
        how: "Play, or take steps. Moving the rate trains anew to the same epoch.",
        program: program!("train"),
    },
    Scene {
        name: "ravine",
        title: "The ravine",
        chapter: Chapter::Training,
        question: "Three solvers start at one place. Which looks at the data least often?",
        choices: [
            "Gradient descent",
            "L-BFGS, which learns the curvature from its steps",
            "Newton, which computes it",
        ],
        right: 2,
        answer: "Newton arrives in fewer than ten sweeps, L-BFGS in some twenty, and gradient descent crawls along \
                 the valley for thousands. Standardised hours turn the valley into a bowl, and some seventy are enough.",
        how: "Race them; drag the start; turn raw hours into standardised ones.",
        program: program!("ravine"),
    },
    Scene {
        name: "outlier",
        title: "Break the line",
        chapter: Chapter::Training,
        question: "The fourteenth e-mail is spam with 15 marks. What happens to the others when it has 100?",
        choices: [
            "Nothing: it was spam before",
            "The straight line swings, and other e-mails change their label",
            "Both the line and the logistic regression swing",
        ],
        right: 1,
        answer: "The line has to pass near the far e-mail, so it becomes flat and calls everything spam. The \
                 logistic regression is already sure of that e-mail: its error is almost 0, however far away it is.",
        how: "Drag the fourteenth e-mail, or move it with the arrow keys.",
        program: program!("outlier"),
    },
    Scene {
        name: "thirty",
        title: "Is 30% really 30%?",
        chapter: Chapter::Probability,
        question: "Of the patients who are given a risk of about 30%, how many are at high risk?",
        choices: ["About three in ten", "None: 30% is below one half", "Nobody can tell"],
        right: 0,
        answer: "About three in ten, and on the whole the more patients there are, the closer the dots lie to the \
                 diagonal. Weights that make both classes count the same bend them away from it.",
        how: "Move the number of patients from 60 to 6,000; switch the weights.",
        program: program!("thirty"),
    },
    Scene {
        name: "knob",
        title: "Turn the knob",
        chapter: Chapter::Threshold,
        question: "A miss costs as much as ten false alarms. Where is the cheapest threshold?",
        choices: ["At 0.5, as always", "Well below 0.5", "Well above 0.5"],
        right: 1,
        answer: "Well below: at one in eleven, if the probabilities are true. It is chosen on the training rows; \
                 the test rows are looked at once, at the end, because a threshold chosen on them would fit \
                 their accidents.",
        how: "Drag the threshold until the cost is lowest, mark the cheapest, then reveal the test rows. (This model is \
              fitted to its optimum; that of the tables below stops after 500 epochs.)",
        program: program!("knob"),
    },
    Scene {
        name: "classes",
        title: "Three classes share one probability",
        chapter: Chapter::Classes,
        question: "Three yes-or-no models each give a penguin a probability. Do these sum to 1?",
        choices: ["Yes, always", "No, they may be more or less", "Only where the models are sure"],
        right: 1,
        answer: "No: here they sum to 0.2, and for a bill of 60 by 17 mm to almost 2, because three models that do \
                 not know each other owe each other nothing. Softmax shares one probability among the species. \
                 With two species it is the sigmoid again.",
        how: "Drag the penguin; leave a species out.",
        program: program!("classes"),
    },
    Scene {
        name: "draw",
        title: "Draw your own",
        chapter: Chapter::Trust,
        question: "Move the triangle at (5, 5.5) to the right, until a line separates the classes. What do the weights do?",
        choices: ["They settle at the best line", "They grow without end", "They become 0"],
        right: 1,
        answer: "They run away: twice the weights make every probability better, for ever. The report says so and \
                 names what separates. A penalty, or Firth's correction, brings finite weights back.",
        how: "Click to add a point, drag to move it, press Delete or the button to remove it. Or paste a table of your own: it \
              stays in this page.",
        program: program!("draw"),
    },
];

/// The scripts, one after the other: they share one scope.
pub(super) const SCRIPT: &str = concat!(
    include_str!("scenes/module.js"),
    include_str!("scenes/address.js"),
    include_str!("scenes/plane.js"),
    include_str!("scenes/scene.js"),
    "const SCENES = {};\n",
    include_str!("scenes/outlier.js"),
    include_str!("scenes/pull.js"),
    include_str!("scenes/train.js"),
    include_str!("scenes/ravine.js"),
    include_str!("scenes/thirty.js"),
    include_str!("scenes/knob.js"),
    include_str!("scenes/classes.js"),
    include_str!("scenes/draw.js"),
    include_str!("scenes/begin.js"),
);

/// Its frame; the script fills it and shows it.
pub(super) fn scene(scene: &Scene) -> Result<Markup> {
    let Scene { name, title, question, choices, right, answer, how, .. } = scene;
    Ok(html! {
        section.scene id=(name) hidden aria-labelledby={ (name) "-title" } {
            div.head {
                h3 id={ (name) "-title" } { (title) }
                div.tools {
                    button.reset type="button" { "Reset" }
                    a.link href={ "#" (name) } { "Copy a link to this state" }
                    button.project type="button" aria-pressed="false" { "Projector" }
                }
            }
            form.guess data-right=(right) {
                fieldset {
                    legend { (question) }
                    @for (i, choice) in choices.iter().enumerate() {
                        label { input type="radio" name="guess" value=(i) autocomplete="off"; " " (choice) }
                    }
                }
                p.verdict role="status" {}
                button.reveal-answer type="button" hidden { "Show the answer" }
                p.answer hidden { (answer) }
            }
            p.how { (how) }
            div.stage {}
            p.trouble role="status" {}
            div.controls {}
            dl.readout {}
            @if *name == "draw" {
                details {
                    summary { "Paste a table" }
                    form.paste {
                        label for="pasted" { "CSV with a header: two columns of numbers, and last a column with two values" }
                        textarea id="pasted" name="table" rows="6" spellcheck="false" autocomplete="off" {}
                        button type="submit" { "Use it" }
                        output {}
                    }
                }
            }
            details.program {
                summary { "The whole program" }
                pre tabindex="0" { code { (program(scene)?) } }
                button.copy type="button" { "Copy" }
            }
        }
    })
}

/// The lines of an example below its description.
fn program(scene: &Scene) -> Result<&'static str> {
    let (_, program) =
        scene.program.split_once("\n\n").context("an example begins with a comment")?;
    Ok(program.trim_end())
}

/// The crates, for the script: gzip in Base64.
pub(super) fn module() -> Markup {
    let packed = STANDARD.encode(include_bytes!("live.wasm.gz"));
    html! { script #crates type="text/plain" { (PreEscaped(packed)) } }
}
