//! The answers to the questions in `tests/questions.jsonl`, to hold beside those of the module in the page.

fn main() {
    for question in include_str!("../tests/questions.jsonl").lines() {
        println!("{}", live::answer(question));
    }
}
