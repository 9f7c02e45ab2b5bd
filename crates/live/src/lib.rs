//! What the lesson's page asks the crates. A question is a line of JSON, and so is its answer; nothing is
//! kept between them. Each scene of the page has a file here, with the fit it is about.
//!
//! Compiled to WebAssembly it is the module inside the page; called from Rust it gives the same answers,
//! byte for byte, which is how the module is tested.
//!
//! ```
//! let answer = live::answer(r#"{"scene": "pull", "z": -4.59511985013459, "y": true, "x": 1.0}"#);
//! assert!(answer.contains(r#""p":0.01"#), "{answer}");
//! let answer = live::answer(r#"{"scene": "push"}"#);
//! assert!(answer.starts_with(r#"{"error":"unknown variant `push`"#), "{answer}");
//! ```

mod calibration;
mod classes;
mod draw;
mod exam;
#[cfg(target_family = "wasm")]
mod module;
mod outlier;
mod pasted;
mod pull;
mod ravine;
mod threshold;
mod train;
mod window;

use serde::{Deserialize, Serialize};

/// Why there is no answer, in words for the reader of the page.
type Error = Box<dyn std::error::Error>;

#[derive(Deserialize)]
#[serde(tag = "scene", rename_all = "snake_case")]
enum Question {
    Train(train::Question),
    Outlier(outlier::Question),
    Threshold(threshold::Question),
    Ravine(ravine::Question),
    Pull(pull::Question),
    Draw(draw::Question),
    Pasted(pasted::Question),
    Calibration(calibration::Question),
    Classes(classes::Question),
}

/// The answer to a question: the fields of a scene, or `error` with the reason.
#[must_use]
pub fn answer(question: &str) -> String {
    match serde_json::from_str(question).map_err(Error::from).and_then(answered) {
        Ok(answer) => answer,
        Err(error) => serde_json::json!({ "error": error.to_string() }).to_string(),
    }
}

fn answered(question: Question) -> Result<String, Error> {
    match question {
        Question::Train(question) => written(question.answer()),
        Question::Outlier(question) => written(question.answer()),
        Question::Threshold(question) => written(question.answer()),
        Question::Ravine(question) => written(question.answer()),
        Question::Pull(question) => written(question.answer()),
        Question::Draw(question) => written(question.answer()),
        Question::Pasted(question) => written(question.answer()),
        Question::Calibration(question) => written(question.answer()),
        Question::Classes(question) => written(question.answer()),
    }
}

fn written(answer: Result<impl Serialize, Error>) -> Result<String, Error> {
    Ok(serde_json::to_string(&answer?)?)
}
