use crate::frame::{Category, Item, Logits};
use crate::sums::number;
use crate::{Engine, Error, Frame, Query};

/// The least and the greatest value of a feature; `None` of nothing.
pub type Range = Option<(f64, f64)>;

/// Where the classes of a target lie.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Apart {
    /// For each feature the range of each class.
    pub ranges: Vec<Vec<Range>>,
    /// Levels that some class has not.
    pub lone: Vec<Lone>,
}

/// A level that some class has not, though others have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lone {
    /// The column.
    pub column: String,
    /// The level.
    pub level: String,
    /// The features of all levels of the column.
    pub features: std::ops::Range<usize>,
}

/// A question that is answered by class.
struct ByClass<'a> {
    engine: &'a dyn Engine,
    frame: &'a Frame<'a>,
    rows: String,
    classes: usize,
}

impl Apart {
    /// Asks for them: a question for all numbers, and one for each category.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn of(engine: &dyn Engine, frame: &Frame<'_>, classes: usize) -> Result<Self, Error> {
        let none = Logits { coefficients: Vec::new(), intercepts: Vec::new() };
        let rows = frame.rows(&[], &none)?;
        let asking = ByClass { engine, frame, rows, classes };
        let mut apart =
            Self { ranges: vec![vec![None; classes]; frame.n_features()], lone: Vec::new() };
        let items = frame.items()?;
        let of_numbers = items.iter().filter_map(|item| match item {
            Item::Number { feature, .. } => Some(*feature),
            Item::Category(_) => None,
        });
        asking.add_numbers(&of_numbers.collect::<Vec<usize>>(), &mut apart)?;
        let categories = items.iter().filter_map(|item| match item {
            Item::Category(category) => Some(category),
            Item::Number { .. } => None,
        });
        for (k, category) in categories.enumerate() {
            asking.add_levels(k, category, &mut apart)?;
        }
        Ok(apart)
    }
}

impl ByClass<'_> {
    /// The rows of an answer that begin with a class.
    fn ask(&self, selected: &[String], by: &str) -> Result<Vec<(usize, Vec<f64>)>, Error> {
        let text = format!(
            "SELECT b.y, {} FROM ({}) AS b GROUP BY b.y{by}",
            selected.join(", "),
            self.rows
        );
        let answer = self.engine.select(&Query { text, columns: selected.len() + 1 })?;
        let with_class = answer.iter().filter(|row| row.first().is_some_and(|y| !y.is_empty()));
        let of_row = |row: &Vec<String>| {
            let values: Result<Vec<f64>, Error> = row[1..].iter().map(|x| number(x)).collect();
            Ok((number(&row[0])? as usize, values?))
        };
        let rows: Result<Vec<_>, Error> = with_class.map(of_row).collect();
        Ok(rows?.into_iter().filter(|(class, _)| *class < self.classes).collect())
    }

    fn add_numbers(&self, features: &[usize], apart: &mut Apart) -> Result<(), Error> {
        let dialect = self.frame.dialect;
        let all: Vec<(usize, &usize)> = features.iter().enumerate().collect();
        for some in all.chunks(dialect.sums / 2) {
            let ends = |(x, _): &(usize, &usize)| {
                ["MIN", "MAX"].map(|end| dialect.shown(&format!("{end}(b.x{x})")))
            };
            let selected: Vec<String> = some.iter().flat_map(ends).collect();
            for (class, values) in self.ask(&selected, "")? {
                for ((_, feature), ends) in some.iter().zip(values.chunks(2)) {
                    apart.ranges[**feature][class] = Some((ends[0], ends[1]));
                }
            }
        }
        Ok(())
    }

    /// A level is a feature of zeros and ones.
    fn add_levels(
        &self,
        k: usize,
        category: &Category<'_>,
        apart: &mut Apart,
    ) -> Result<(), Error> {
        let mut counts = vec![vec![0.0; self.classes]; category.codes];
        let mut sizes = vec![0.0; self.classes];
        let selected = [format!("b.k{k}"), "COUNT(*)".to_owned()];
        for (class, values) in self.ask(&selected, &format!(", b.k{k}"))? {
            let Some(place) = (values[0] as usize).checked_sub(1) else { continue };
            if let Some(of_level) = counts.get_mut(place) {
                of_level[class] += values[1];
                sizes[class] += values[1];
            }
        }
        for (place, of_level) in counts.iter().enumerate() {
            let range = |(ones, size): (&f64, &f64)| match (*ones, *size) {
                (_, 0.0) => None,
                (0.0, _) => Some((0.0, 0.0)),
                (ones, size) => Some((f64::from(u8::from(ones == size)), 1.0)),
            };
            if place > 0 {
                let feature = category.first + place - 1;
                apart.ranges[feature] = of_level.iter().zip(&sizes).map(range).collect();
            }
            let is_lone = of_level.contains(&0.0) && of_level.iter().any(|rows| *rows > 0.0);
            if let Some(level) = category.levels.get(place).filter(|_| is_lone) {
                let (column, level) = (category.column.to_owned(), (*level).to_owned());
                let features = category.first..category.first + category.codes - 1;
                apart.lone.push(Lone { column, level, features });
            }
        }
        Ok(())
    }
}
