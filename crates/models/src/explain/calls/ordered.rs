use super::{Asked, Calls};

pub(in crate::explain) fn ordered_calls(asked: &Asked) -> Calls {
    let none = "none: it has no penalty".to_owned();
    let offset = asked.offset_argument(" + offset(o)");
    let of_r = |function: &str, settings: &str| match asked.is_plain() {
        true => format!("{function}(ordered(y) ~ x{offset}, {settings})"),
        false => none.clone(),
    };
    let statsmodels = match (asked.is_plain(), asked.weighted) {
        (false, _) => none.clone(),
        (true, true) => "none: OrderedModel takes no weights".to_owned(),
        (true, false) => {
            let offset = asked.offset_argument(", offset=o");
            format!("OrderedModel(y, x{offset}, distr=\"logit\").fit(method=\"bfgs\", gtol=1e-8)")
        }
    };
    vec![
        ("scikit-learn", "none: it knows no order of classes".to_owned()),
        ("R ordinal", of_r("clm", "control = clm.control(gradTol = 1e-10)")),
        ("R MASS", of_r("polr", "Hess = TRUE, control = list(reltol = 1e-14)")),
        ("statsmodels", statsmodels),
    ]
}
