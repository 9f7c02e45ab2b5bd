//! Which products of which variables a formula asks for.

use std::fmt::{Display, Formatter};
use std::str::FromStr;

use thiserror::Error;

use super::parser::{Node, Sign, parse_formula};
use super::variable::Variable;

/// The terms of a model in Wilkinson's notation, as R and patsy read it.
///
/// | written | means |
/// |---|---|
/// | `a + b` | both |
/// | `a:b` | their product: of numbers, of a category and numbers (a slope for each level), of categories |
/// | `a * b` | `a + b + a:b` |
/// | `a / b` | `a + a:b` |
/// | `(a + b + c)^2` | all products of up to two |
/// | `- a` | without that term |
/// | `0`, `- 1` | no intercept |
/// | `.` | every other column |
/// | `C(zip)` | a category, though its cells are numbers |
/// | `log(x)`, `sqrt(x)`, `I(x^2 + 1)` | arithmetic; `log2`, `log10`, `log1p`, `exp` and `abs` as well |
/// | `poly(x, 3)` | orthogonal polynomials of degree 1 to 3 |
/// | `ns(x, 4)`, `spline(x, 4)` | a natural cubic spline of 4 features |
/// | `bs(x, 5)`, `bs(x, knots = c(1, 2), degree = 2)` | any other spline |
/// | `` `hours per week` `` | a column with an odd name |
///
/// # Source
/// Wilkinson and Rogers, *Symbolic description of factorial models for analysis of variance*, Applied Statistics 22
/// (1973).
///
/// ```
/// use datasets::Formula;
///
/// let formula: Formula = "study * sleep + C(zip)".parse()?;
/// assert_eq!(formula.columns(), ["study", "sleep", "zip"]);
/// assert_eq!(formula.terms(), ["study", "sleep", "C(zip)", "study:sleep"]);
/// let wrong = "study * * sleep".parse::<Formula>().unwrap_err();
/// assert!(wrong.to_string().starts_with("at character 9, \"*\" stands where"));
/// # Ok::<(), datasets::FormulaError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    text: String,
    node: Node,
    model: Products,
}

/// What is wrong with a formula.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct FormulaError {
    place: Option<usize>,
    problem: String,
}

impl FormulaError {
    /// With the character where it is found, counted from 1.
    pub(super) fn at(place: usize, problem: String) -> Self {
        Self { place: Some(place), problem }
    }
}

impl Display for FormulaError {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self.place {
            Some(place) => write!(f, "at character {place}, {}", self.problem),
            None => write!(f, "{}", self.problem),
        }
    }
}

impl FromStr for Formula {
    type Err = FormulaError;

    fn from_str(text: &str) -> Result<Self, FormulaError> {
        let text = text.trim().to_owned();
        Self { node: parse_formula(&text)?, text, model: Products::default() }.understood()
    }
}

/// Which variables a model has, and which of their products: of the empty product, which is 1, comes the intercept.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Products {
    pub(super) variables: Vec<Variable>,
    /// The numbers of the variables of each, in ascending order; smaller products first.
    pub(super) products: Vec<Vec<usize>>,
    pub(super) has_intercept: bool,
}

impl Formula {
    /// As it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same with these columns in place of each `.`, but for those that it says are categories.
    ///
    /// # Errors
    /// [`FormulaError`] where there are too many terms then.
    ///
    /// ```
    /// # use datasets::Formula;
    /// let formula: Formula = ". + C(zip) + age:income".parse()?;
    /// let formula = formula.with_everything(&["age", "zip", "income"].map(str::to_owned))?;
    /// assert_eq!(formula.terms(), ["age", "income", "C(zip)", "age:income"]);
    /// # Ok::<(), datasets::FormulaError>(())
    /// ```
    pub fn with_everything(mut self, columns: &[String]) -> Result<Self, FormulaError> {
        let declared = self.categories();
        let is_free = |name: &&String| !declared.contains(name);
        let variable = |name: &String| (Sign::Plus, Node::Variable(Variable::Column(name.clone())));
        let all = Node::Sum(columns.iter().filter(is_free).map(variable).collect());
        self.node.replace_everything(&all);
        self.understood()
    }

    /// The columns that it needs.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        let mut columns: Vec<String> = Vec::new();
        let mut used: Vec<usize> = self.model.products.concat();
        used.sort_unstable();
        for name in used.iter().flat_map(|v| self.model.variables[*v].columns()) {
            if !columns.iter().any(|other| other == name) {
                columns.push(name.to_owned());
            }
        }
        columns
    }

    /// The names of its terms, the intercept left out.
    #[must_use]
    pub fn terms(&self) -> Vec<String> {
        let Products { variables, products, .. } = &self.model;
        products.iter().map(|product| name(variables, product)).collect()
    }

    /// The columns that are categories by its word.
    #[must_use]
    pub fn categories(&self) -> Vec<String> {
        let of_variable = |variable: &Variable| match variable {
            Variable::Category(name) => Some(name.clone()),
            _ => None,
        };
        self.model.variables.iter().filter_map(of_variable).collect()
    }

    /// Whether it asks for an intercept.
    #[must_use]
    pub fn has_intercept(&self) -> bool {
        self.model.has_intercept
    }

    pub(super) fn model(&self) -> &Products {
        &self.model
    }

    fn understood(self) -> Result<Self, FormulaError> {
        let mut found = Products::default();
        let mut products = found.of_sum(&self.node, vec![Vec::new()])?;
        found.has_intercept = products.iter().any(Vec::is_empty);
        products.retain(|product| !product.is_empty());
        products.sort_by_key(Vec::len);
        Ok(Self { model: Products { products, ..found }, ..self })
    }
}

impl Node {
    fn replace_everything(&mut self, all: &Self) {
        match self {
            Self::Everything => *self = all.clone(),
            Self::One | Self::Zero | Self::Variable(_) => (),
            Self::Sum(parts) => parts.iter_mut().for_each(|(_, part)| part.replace_everything(all)),
            Self::Cross(parts) | Self::Nest(parts) | Self::Interaction(parts) => {
                parts.iter_mut().for_each(|part| part.replace_everything(all));
            }
            Self::Power(of, _) => of.replace_everything(all),
        }
    }
}

pub(super) fn name(variables: &[Variable], product: &[usize]) -> String {
    let names: Vec<String> = product.iter().map(|v| variables[*v].to_string()).collect();
    names.join(":")
}

impl Products {
    /// The products of a node; those of its outermost sum begin with `products`.
    fn of_sum(
        &mut self,
        node: &Node,
        mut products: Vec<Vec<usize>>,
    ) -> Result<Vec<Vec<usize>>, FormulaError> {
        let Node::Sum(parts) = node else { return self.of(node) };
        for (sign, part) in parts {
            let (is_added, others) = match part {
                Node::Zero => (*sign == Sign::Minus, vec![Vec::new()]),
                part => (*sign == Sign::Plus, self.of(part)?),
            };
            match is_added {
                true => add(&mut products, others)?,
                false => products.retain(|product| !others.contains(product)),
            }
        }
        Ok(products)
    }

    fn of(&mut self, node: &Node) -> Result<Vec<Vec<usize>>, FormulaError> {
        let mut pair = |parts: &[Node; 2]| -> Result<[Vec<Vec<usize>>; 2], FormulaError> {
            Ok([self.of(&parts[0])?, self.of(&parts[1])?])
        };
        Ok(match node {
            Node::One => vec![Vec::new()],
            Node::Zero => {
                let problem = "0 takes the intercept off, and stands only in the outermost sum";
                return Err(FormulaError { place: None, problem: problem.to_owned() });
            }
            Node::Variable(variable) => vec![vec![self.number(variable)]],
            Node::Everything => Vec::new(), // (of which nothing is known yet)
            Node::Sum(_) => self.of_sum(node, Vec::new())?,
            Node::Interaction(parts) => {
                let [a, b] = pair(parts)?;
                multiplied(&a, &b)?
            }
            Node::Cross(parts) => {
                let [mut a, b] = pair(parts)?;
                let both = multiplied(&a, &b)?;
                add(&mut a, b)?;
                add(&mut a, both)?;
                a
            }
            Node::Nest(parts) => {
                let [mut a, b] = pair(parts)?;
                let mut whole = a.concat();
                whole.sort_unstable();
                whole.dedup();
                let within = multiplied(&[whole], &b)?;
                add(&mut a, within)?;
                a
            }
            Node::Power(of, exponent) => {
                let once = self.of(of)?;
                let mut all = once.clone();
                for _ in 1..*exponent {
                    let more = multiplied(&all, &once)?;
                    add(&mut all, more)?;
                }
                all
            }
        })
    }

    fn number(&mut self, variable: &Variable) -> usize {
        let known = self.variables.iter().position(|other| other == variable);
        known.unwrap_or_else(|| {
            self.variables.push(variable.clone());
            self.variables.len() - 1
        })
    }
}

/// Each of the one times each of the other.
fn multiplied(a: &[Vec<usize>], b: &[Vec<usize>]) -> Result<Vec<Vec<usize>>, FormulaError> {
    let mut all = Vec::new();
    for (left, right) in a.iter().flat_map(|left| b.iter().map(move |right| (left, right))) {
        let mut product = [left.as_slice(), right].concat();
        product.sort_unstable();
        product.dedup();
        add(&mut all, vec![product])?;
    }
    Ok(all)
}

/// Adds those that are not there.
fn add(products: &mut Vec<Vec<usize>>, more: Vec<Vec<usize>>) -> Result<(), FormulaError> {
    const MOST: usize = 2000;
    for product in more {
        if !products.contains(&product) {
            products.push(product);
        }
    }
    match products.len() > MOST {
        true => Err(FormulaError {
            place: None,
            problem: format!("the formula has more than {MOST} terms"),
        }),
        false => Ok(()),
    }
}
