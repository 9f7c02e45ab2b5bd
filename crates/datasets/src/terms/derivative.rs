//! How fast an expression changes with a column.

use linalg_lite::ln;

use super::expression::{Expression, Function, Operator};
use super::piecewise::Piecewise;

impl Expression {
    /// Its derivative by a column of numbers; at corners, as of `abs`, that to the right.
    ///
    /// ```
    /// use datasets::Expression;
    ///
    /// let of: Expression = serde_json::from_str("\"log(x) * y + x^3\"")?;
    /// assert_eq!(of.derivative("x").to_string(), "1 / x * y + 3 * x^2");
    /// assert_eq!(of.derivative("z"), Expression::Number(0.0));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn derivative(&self, column: &str) -> Self {
        use Operator::{Minus, Over, Plus, Power, Times};
        let number = Self::Number;
        if !self.columns().contains(&column) {
            return number(0.0);
        }
        match self {
            Self::Column(_) => number(1.0),
            Self::Number(_) | Self::Level { .. } | Self::Missing { .. } => number(0.0),
            Self::Negative(of) => number(-1.0).times(of.derivative(column)),
            Self::Call(function, of) => function.derivative(of).times(of.derivative(column)),
            Self::Piecewise(polynomials, of) => {
                let slope = Self::Piecewise(polynomials.derivative(), of.clone());
                slope.times(of.derivative(column))
            }
            Self::Binary(operator, of) => {
                let [a, b] = of.as_ref();
                let [slope_a, slope_b] = of.each_ref().map(|of| of.derivative(column));
                match (operator, b) {
                    (Plus, _) => slope_a.plus(slope_b),
                    (Minus, _) => slope_a.plus(number(-1.0).times(slope_b)),
                    (Times, _) => slope_a.times(b.clone()).plus(a.clone().times(slope_b)),
                    (Over, _) => {
                        let square = b.clone().joined(Power, number(2.0));
                        let of_b = a.clone().times(slope_b).joined(Over, square);
                        let of_a = slope_a.times(number(1.0).joined(Over, b.clone()));
                        of_a.plus(number(-1.0).times(of_b))
                    }
                    (Power, Self::Number(n)) => {
                        let lower = match n - 1.0 {
                            0.0 => number(1.0),
                            1.0 => a.clone(),
                            lower => a.clone().joined(Power, number(lower)),
                        };
                        number(*n).times(lower).times(slope_a)
                    }
                    // a^b = exp(b log(a))
                    (Power, _) => {
                        let log = Self::Call(Function::Log, Box::new(a.clone()));
                        self.clone().times(b.clone().times(log).derivative(column))
                    }
                }
            }
        }
    }

    fn times(self, other: Self) -> Self {
        match (&self, &other) {
            (Self::Number(x), Self::Number(y)) => Self::Number(x * y),
            (Self::Number(x), _) if *x == 1.0 => other,
            (_, Self::Number(y)) if *y == 1.0 => self,
            (Self::Number(x), _) if *x == 0.0 => self,
            (_, Self::Number(y)) if *y == 0.0 => other,
            _ => self.joined(Operator::Times, other),
        }
    }

    fn plus(self, other: Self) -> Self {
        match (&self, &other) {
            (Self::Number(x), _) if *x == 0.0 => other,
            (_, Self::Number(y)) if *y == 0.0 => self,
            _ => self.joined(Operator::Plus, other),
        }
    }
}

impl Function {
    /// Its derivative at `x`.
    fn derivative(self, x: &Expression) -> Expression {
        let number = Expression::Number;
        let over = |divisor: Expression| number(1.0).joined(Operator::Over, divisor);
        let of = |function| Expression::Call(function, Box::new(x.clone()));
        match self {
            Self::Log => over(x.clone()),
            Self::Log2 => over(x.clone().times(number(ln(2.0)))),
            Self::Log10 => over(x.clone().times(number(ln(10.0)))),
            Self::Log1p => over(x.clone().plus(number(1.0))),
            Self::Exp => of(Self::Exp),
            Self::Sqrt => over(number(2.0).times(of(Self::Sqrt))),
            Self::Abs => {
                let coefficients = vec![vec![-1.0], vec![1.0]];
                let sign = Piecewise { breaks: vec![0.0], coefficients };
                Expression::Piecewise(sign, Box::new(x.clone()))
            }
        }
    }
}

impl Piecewise {
    fn derivative(&self) -> Self {
        let slope = |coefficients: &Vec<f64>| {
            let powers = coefficients.iter().enumerate().skip(1);
            powers.map(|(power, c)| power as f64 * c).collect()
        };
        let coefficients = self.coefficients.iter().map(slope).collect();
        Self { breaks: self.breaks.clone(), coefficients }
    }
}
