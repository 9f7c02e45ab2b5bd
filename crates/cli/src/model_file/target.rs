use anyhow::{Result, bail, ensure};
use datasets::{Cells, Form, ReadAs, Table, Target, Text, did_you_mean};
use pictures::shown;
use serde::{Deserialize, Serialize};

use crate::command_line::list_value;

/// The column to be predicted, and what its texts mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum TargetColumn {
    Number {
        name: String,
        /// What may stand around the numbers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        form: Option<Form>,
    },
    Binary {
        name: String,
        negative: Vec<String>,
        positive: String,
    },
    Classes {
        name: String,
        classes: Vec<String>,
    },
}

impl TargetColumn {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Number { name, .. } | Self::Binary { name, .. } | Self::Classes { name, .. } => {
                name
            }
        }
    }

    /// What models of it are called.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Number { .. } => "a model of numbers",
            Self::Binary { .. } => "a model of two classes",
            Self::Classes { .. } => "a model of several classes",
        }
    }

    pub(crate) fn read_as(&self) -> ReadAs {
        match self {
            Self::Number { form, .. } => ReadAs::Numbers(form.clone()),
            _ => ReadAs::Text,
        }
    }

    /// A target of numbers.
    pub(crate) fn number(table: &Table, name: &str) -> Result<Self> {
        if let Cells::Text(_) = table.column(name)?.cells {
            table.numbers(name)?; // for the place of a cell that is none
        }
        Ok(Self::Number { name: name.to_owned(), form: table.form(name).cloned() })
    }

    /// A target of two classes, from some rows: the positive one is named, or the last in alphabetical
    /// order.
    pub(crate) fn binary(
        table: &Table,
        name: &str,
        rows: &[usize],
        positive: Option<&str>,
    ) -> Result<Self> {
        Self::of_two(classes(table, name, rows)?, table.file(), name, positive)
    }

    /// The same from its classes, sorted; `file` is where they are.
    pub(crate) fn of_two(
        mut classes: Vec<String>,
        file: &str,
        name: &str,
        positive: Option<&str>,
    ) -> Result<Self> {
        if let [only] = classes.as_slice() {
            bail!("{file}: column \"{name}\" is \"{only}\" in every row: two classes are needed");
        }
        if let Some(positive) = positive {
            let Some(place) = classes.iter().position(|class| class == positive) else {
                bail!("{file}: {}", no_class(positive, name, &classes));
            };
            let positive = classes.remove(place);
            return Ok(Self::Binary { name: name.to_owned(), negative: classes, positive });
        }
        ensure!(
            classes.len() == 2,
            "{file}: column \"{name}\" has {} classes ({}): name one with --positive to tell it from \
             all others, or use --model softmax{}",
            classes.len(),
            some(&classes),
            if classes.iter().all(|class| class.parse::<f64>().is_ok()) {
                ", or --model linear if these are numbers"
            } else {
                ""
            },
        );
        let positive = classes.remove(1);
        Ok(Self::Binary { name: name.to_owned(), negative: classes, positive })
    }

    /// A target of several classes, from some rows.
    pub(crate) fn classes(table: &Table, name: &str, rows: &[usize]) -> Result<Self> {
        Self::of_several(classes(table, name, rows)?, table.file(), name)
    }

    /// A target of ordered classes, from some rows: as numbers if all are, or as `order` says, from the lowest to the
    /// highest.
    pub(crate) fn ordered(
        table: &Table,
        name: &str,
        rows: &[usize],
        order: &[String],
    ) -> Result<Self> {
        let (found, file) = (classes(table, name, rows)?, table.file());
        let are_numbers = found.iter().all(|class| class.parse::<f64>().is_ok());
        ensure!(
            are_numbers || !order.is_empty(),
            "{file}: column \"{name}\" holds words, of which nothing says what is more: name its classes from the lowest to \
             the highest, for example --order {}",
            list_value(&found)
        );
        if order.is_empty() {
            return Self::of_several(found, file, name);
        }
        for class in &found {
            ensure!(
                order.iter().any(|named| same_class(named, class)),
                "{file}: --order does not say where \"{class}\" of column \"{name}\" stands: name it there, or leave out its rows"
            );
        }
        for (place, class) in order.iter().enumerate() {
            ensure!(
                found.iter().any(|other| same_class(class, other)),
                "{file}: {}: leave it out of --order",
                no_class(class, name, &found)
            );
            ensure!(
                !order[..place].iter().any(|before| same_class(before, class)),
                "--order names \"{class}\" twice"
            );
        }
        Self::of_several(order.to_vec(), file, name)
    }

    /// The same from its classes, sorted; `file` is where they are.
    pub(crate) fn of_several(classes: Vec<String>, file: &str, name: &str) -> Result<Self> {
        const MOST_CLASSES: usize = 100;
        ensure!(
            classes.len() > 1,
            "{file}: column \"{name}\" is \"{}\" in every row: classes are needed",
            some(&classes)
        );
        ensure!(
            classes.len() <= MOST_CLASSES,
            "{file}: column \"{name}\" has {} classes ({}), more than the {MOST_CLASSES} that \
             can be told apart; if these are numbers, use --model linear",
            classes.len(),
            some(&classes),
        );
        Ok(Self::Classes { name: name.to_owned(), classes })
    }

    /// The names of the classes, the positive last; none for a number.
    pub(crate) fn class_names(&self) -> Vec<String> {
        match self {
            Self::Number { .. } => Vec::new(),
            Self::Binary { negative, positive, .. } => {
                let rest = match negative.as_slice() {
                    [one] => one.clone(),
                    _ => format!("not {positive}"),
                };
                vec![rest, positive.clone()]
            }
            Self::Classes { classes, .. } => classes.clone(),
        }
    }

    /// The same, as they are shown.
    pub(crate) fn shown_names(&self) -> Vec<String> {
        self.class_names().iter().map(|name| shown(name)).collect()
    }

    /// The truth about some rows of a table.
    pub(crate) fn truth(&self, table: &Table, rows: &[usize]) -> Result<Target> {
        let name = self.name();
        let text = match (self, &table.column(name)?.cells) {
            (Self::Number { .. }, Cells::Numbers(numbers)) => {
                return Ok(Target::Numbers(rows.iter().map(|row| numbers[*row]).collect()));
            }
            (_, Cells::Text(text)) => text,
            _ => bail!("{}: column \"{name}\" could not be read as the target", table.file()),
        };
        let known = match self {
            Self::Binary { negative, positive, .. } => {
                [&negative[..], std::slice::from_ref(positive)].concat()
            }
            Self::Classes { classes, .. } => classes.clone(),
            Self::Number { .. } => Vec::new(),
        };
        let places: Vec<Option<usize>> = text
            .levels
            .iter()
            .map(|level| known.iter().position(|class| same_class(class, level)))
            .collect();
        let place = |row: &usize| {
            places.get(text.codes[*row] as usize).copied().flatten().ok_or_else(|| {
                let value = text.get(*row).unwrap_or_default();
                let place = format!("{}:{}", table.file(), table.line(*row));
                anyhow::anyhow!("{place}: {}", no_class(value, name, &known))
            })
        };
        let places = rows.iter().map(place).collect::<Result<Vec<usize>>>()?;
        Ok(match self {
            Self::Binary { .. } => {
                Target::Binary(places.iter().map(|place| place + 1 == known.len()).collect())
            }
            _ => Target::Classes { labels: places, names: known },
        })
    }
}

/// The same text, or the same number written in another way: 1 and 1.0, but only where a number keeps all digits.
fn same_class(class: &str, level: &str) -> bool {
    const EXACT_DIGITS: usize = 15;
    let is_exact = |text: &str| text.bytes().filter(u8::is_ascii_digit).count() <= EXACT_DIGITS;
    class == level
        || is_exact(class)
            && is_exact(level)
            && matches!((class.parse::<f64>(), level.parse::<f64>()), (Ok(a), Ok(b)) if a == b)
}

/// The texts of a column in some rows, sorted: as numbers, if all are.
fn classes(table: &Table, name: &str, rows: &[usize]) -> Result<Vec<String>> {
    let Cells::Text(Text { codes, levels }) = &table.column(name)?.cells else {
        bail!("{}: column \"{name}\" could not be read as classes", table.file());
    };
    let mut occurs = vec![false; levels.len()];
    for row in rows {
        if let Some(occurs) = occurs.get_mut(codes[*row] as usize) {
            *occurs = true;
        }
    }
    let occurring = levels.iter().zip(occurs).filter(|(_, occurs)| *occurs);
    let mut classes: Vec<String> = occurring.map(|(level, _)| level.clone()).collect();
    classes.sort_unstable();
    let number = |class: &String| class.parse::<f64>().ok().filter(|number| number.is_finite());
    if classes.iter().all(|class| number(class).is_some()) {
        classes.sort_by(|a, b| number(a).unwrap_or(0.0).total_cmp(&number(b).unwrap_or(0.0)));
        classes.dedup_by(|a, b| same_class(a, b));
    }
    ensure!(!classes.is_empty(), "{}: column \"{name}\" has no value in any row", table.file());
    Ok(classes)
}

fn no_class(value: &str, column: &str, classes: &[String]) -> String {
    let hint = did_you_mean(value, classes.iter().map(String::as_str));
    format!("\"{value}\" is not a class of \"{column}\"{hint}; there are: {}", some(classes))
}

/// The first few of a list.
fn some(names: &[String]) -> String {
    const FEW: usize = 8;
    match names.get(FEW) {
        None => names.join(", "),
        Some(_) => names[..FEW].join(", ") + ", …",
    }
}
