mod ordered;

use super::{Asked, Number};
use crate::penalty::Penalty;

pub(super) use ordered::ordered_calls;

pub(super) type Calls = Vec<(&'static str, String)>;

impl Asked {
    /// l1 and l2 together, and the share of l1; without any, 1.
    fn elastic(&self) -> (Number, Number) {
        let Penalty { l1, l2 } = self.penalty;
        (Number(l1 + l2), Number(if l2 > 0.0 { l1 / (l1 + l2) } else { 1.0 }))
    }

    /// The share of the losses in their sum with the penalties, as scikit-learn's and liblinear's `C`.
    fn c(&self) -> Number {
        Number(1.0 / (self.n * self.elastic().0.0))
    }

    /// The penalty on squares beside a sum of losses.
    fn l2_of_sum(&self) -> Number {
        Number(self.n * self.penalty.l2)
    }

    fn is_plain(&self) -> bool {
        self.penalty.is_none()
    }

    /// `True` and `False` of Python, `TRUE` and `FALSE` of R.
    fn python(&self) -> &'static str {
        if self.intercept { "True" } else { "False" }
    }

    fn r(&self) -> &'static str {
        if self.intercept { "TRUE" } else { "FALSE" }
    }

    fn r_formula(&self) -> &'static str {
        if self.intercept { "y ~ x" } else { "y ~ x - 1" }
    }

    /// The argument for an offset, as R and Python write it.
    fn offset_argument(&self, text: &'static str) -> &'static str {
        if self.offset { text } else { "" }
    }

    /// The call, or why there is none where there is an offset.
    fn unless_offset(&self, system: &str, call: impl FnOnce() -> String) -> String {
        if self.offset { format!("none: {system} takes no offset") } else { call() }
    }

    /// For a line an offset is taken off the target.
    fn of_line(&self, call: String) -> String {
        if self.offset && !call.starts_with("none") {
            call + ", with y - o in place of y"
        } else {
            call
        }
    }

    /// The features of statsmodels, with a column of ones where there is an intercept.
    fn statsmodels(&self) -> &'static str {
        if self.intercept { "sm.add_constant(x)" } else { "x" }
    }

    /// One penalty a parameter, none for the column of ones.
    fn statsmodels_alpha(&self, alpha: Number) -> String {
        if self.intercept {
            format!("np.r_[0, np.full(x.shape[1], {alpha})]")
        } else {
            format!("{alpha}")
        }
    }

    /// scikit-learn's `C` and `l1_ratio` divide the sum of the losses by both penalties together.
    fn scikit_learn_logistic(&self) -> String {
        let intercept = self.python();
        let ((_, ratio), c) = (self.elastic(), self.c());
        match self.penalty {
            Penalty { l1: 0.0, l2: 0.0 } => format!(
                "LogisticRegression(C=np.inf, fit_intercept={intercept}, \
                 solver=\"newton-cholesky\", tol=1e-12)"
            ),
            Penalty { l1: 0.0, .. } => format!(
                "LogisticRegression(C={c}, fit_intercept={intercept}, \
                 solver=\"newton-cg\", tol=1e-12, max_iter=1000)"
            ),
            _ => format!(
                "LogisticRegression(C={c}, l1_ratio={ratio}, fit_intercept={intercept}, \
                 solver=\"saga\", tol=1e-14, max_iter=1000000)"
            ),
        }
    }

    fn glmnet(&self, family: &str) -> String {
        if self.is_plain() && !self.bounds {
            return "none: glmnet is for penalties".to_owned();
        }
        let (both, ratio) = self.elastic();
        format!(
            "glmnet(x, y, family = \"{family}\", alpha = {ratio}, lambda = {both}, standardize = FALSE, \
             intercept = {}{}, thresh = 1e-14)",
            self.r(),
            self.offset_argument(", offset = o"),
        )
    }
}

impl Asked {
    /// What glmnet divides the target of a line by: its deviation or, without an intercept, the root of its
    /// mean square (since version 4).
    fn glmnet_unit(&self) -> &'static str {
        match (self.intercept, self.weighted) {
            (true, false) => "sqrt(mean((y - mean(y))^2))",
            (true, true) => "sqrt(weighted.mean((y - weighted.mean(y, w))^2, w))",
            (false, false) => "sqrt(mean(y^2))",
            (false, true) => "sqrt(weighted.mean(y^2, w))",
        }
    }
}

pub(super) fn logistic_calls(asked: &Asked) -> Calls {
    let ((both, ratio), c) = (asked.elastic(), asked.c());
    let glm = if asked.is_plain() {
        let offset = asked.offset_argument(", offset = o");
        format!("glm({}, family = binomial{offset})", asked.r_formula())
    } else {
        "none: glm has no penalty".to_owned()
    };
    let liblinear = match asked.penalty {
        Penalty { l1: 0.0, l2: 0.0 } => "none: liblinear always penalises".to_owned(),
        _ if asked.intercept => "none: liblinear penalises the intercept".to_owned(),
        _ if asked.offset => "none: liblinear takes no offset".to_owned(),
        Penalty { l1: 0.0, .. } => format!("train -s 0 -c {c} -B -1 -e 1e-12"),
        Penalty { l2: 0.0, .. } => format!("train -s 6 -c {c} -B -1 -e 1e-12"),
        _ => "none: liblinear has no elastic net".to_owned(),
    };
    let x = asked.statsmodels();
    let offset = asked.offset_argument(", offset=o");
    let statsmodels = if asked.is_plain() && asked.weighted {
        format!("sm.GLM(y, {x}, sm.families.Binomial(){offset}).fit(tol=1e-14)")
    } else if asked.is_plain() {
        format!("sm.Logit(y, {x}{offset}).fit(method=\"newton\")")
    } else {
        let alpha = asked.statsmodels_alpha(both);
        format!(
            "sm.GLM(y, {x}, sm.families.Binomial(){offset}).fit_regularized(alpha={alpha}, \
             L1_wt={ratio}, maxiter=10000)"
        )
    };
    let linfa = if asked.penalty.l1 > 0.0 {
        "none: linfa's logistic regression has no l1".to_owned()
    } else {
        asked.unless_offset("linfa", || {
            format!(
                "LogisticRegression::default().alpha({:?}).with_intercept({})",
                asked.l2_of_sum().0,
                asked.intercept
            )
        })
    };
    vec![
        (
            "scikit-learn",
            asked.unless_offset("LogisticRegression", || asked.scikit_learn_logistic()),
        ),
        ("R glm", glm),
        ("glmnet", asked.glmnet("binomial")),
        ("liblinear", liblinear),
        ("statsmodels", statsmodels),
        ("linfa", linfa),
    ]
}

pub(super) fn firth_calls(asked: &Asked) -> Calls {
    let offset = asked.offset_argument(", offset = o");
    vec![("R logistf", format!("logistf({}{offset})", asked.r_formula()))]
}

pub(super) fn firth_softmax_calls(asked: &Asked) -> Calls {
    let call = asked.unless_offset("brmultinom", || {
        format!("brglm2::brmultinom({}, type = \"AS_mean\")", asked.r_formula())
    });
    vec![("R brglm2", call)]
}

pub(super) fn linear_calls(asked: &Asked) -> Calls {
    let (both, ratio) = asked.elastic();
    let (l1, l2) = (Number(asked.penalty.l1), Number(asked.penalty.l2));
    let (intercept, x) = (asked.python(), asked.statsmodels());
    let scikit_learn = match asked.penalty {
        Penalty { l1: 0.0, l2: 0.0 } => format!("LinearRegression(fit_intercept={intercept})"),
        Penalty { l1: 0.0, .. } => {
            format!(
                "Ridge(alpha={}, fit_intercept={intercept}, solver=\"cholesky\")",
                asked.l2_of_sum()
            )
        }
        _ => format!(
            "ElasticNet(alpha={both}, l1_ratio={ratio}, fit_intercept={intercept}, tol=1e-15, \
             max_iter=10000000)"
        ),
    };
    let glm = if asked.is_plain() {
        format!("lm({})", asked.r_formula())
    } else {
        "none: lm has no penalty".to_owned()
    };
    // glmnet measures both parts of the penalty in that unit of the target.
    let glmnet = if asked.is_plain() {
        asked.glmnet("gaussian")
    } else {
        format!(
            "s <- {}; l <- c({l1} / s, {l2}); s * coef(glmnet(x, y / s, \
             alpha = l[1] / sum(l), lambda = sum(l), standardize = FALSE, intercept = {}, \
             thresh = 1e-14))",
            asked.glmnet_unit(),
            asked.r()
        )
    };
    let statsmodels = if asked.is_plain() {
        format!("sm.{}(y, {x}).fit()", if asked.weighted { "WLS" } else { "OLS" })
    } else {
        let alpha = asked.statsmodels_alpha(both);
        format!("sm.OLS(y, {x}).fit_regularized(alpha={alpha}, L1_wt={ratio}, maxiter=10000)")
    };
    let linfa = if asked.is_plain() {
        format!("LinearRegression::new().with_intercept({})", asked.intercept)
    } else {
        format!(
            "ElasticNet::params().penalty({:?}).l1_ratio({:?}).with_intercept({})",
            both.0, ratio.0, asked.intercept
        )
    };
    vec![
        ("scikit-learn", asked.of_line(scikit_learn)),
        ("R lm", asked.of_line(glm)),
        ("glmnet", asked.of_line(glmnet)),
        ("liblinear", "none: liblinear has no squared error without a margin".to_owned()),
        ("statsmodels", asked.of_line(statsmodels)),
        ("linfa", asked.of_line(linfa)),
    ]
}

pub(super) fn softmax_calls(asked: &Asked) -> Calls {
    let (multinom, statsmodels) = if asked.is_plain() {
        (
            format!(
                "nnet::multinom({}{}, reltol = 1e-15, maxit = 10000)",
                asked.r_formula(),
                asked.offset_argument(" + offset(o)")
            ),
            match asked.weighted {
                true => "none: MNLogit takes no weights".to_owned(),
                false if asked.offset => "none: MNLogit takes no offset".to_owned(),
                false => format!("sm.MNLogit(y, {}).fit(method=\"newton\")", asked.statsmodels()),
            },
        )
    } else {
        let none = "none: it has no penalty that spares the intercept".to_owned();
        (none.clone(), none)
    };
    vec![
        (
            "scikit-learn",
            asked.unless_offset("LogisticRegression", || asked.scikit_learn_logistic()),
        ),
        ("R nnet", multinom),
        ("glmnet", asked.glmnet("multinomial")),
        ("liblinear", "none: liblinear fits each class against the rest".to_owned()),
        ("statsmodels", statsmodels),
        (
            "linfa",
            asked.unless_offset("linfa", || match asked.penalty.l1 > 0.0 {
                true => "none: linfa's logistic regression has no l1".to_owned(),
                false => format!(
                    "MultiLogisticRegression::default().alpha({:?}).with_intercept({})",
                    asked.l2_of_sum().0,
                    asked.intercept
                ),
            }),
        ),
    ]
}
