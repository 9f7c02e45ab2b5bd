//! Which solver a fit takes, and that each of them, from any start, finds the same optimum.

use crate::common::{assert_close, converged, samples, weights};
use linalg_lite::Mat;
use models::report::Method;
use models::separation::Separation;
use models::solver::{Lbfgs, Newton};
use models::{LogisticRegression, Penalty, Report, SoftmaxRegression, Solver, Status};

#[test]
fn many_rows_in_any_order_have_one_optimum() {
    let data = samples(20_000, 2, 14);
    let mut order: Vec<usize> = (0..20_000).collect();
    order.sort_by(|&a, &b| data.numbers[a].total_cmp(&data.numbers[b])); // all negatives first
    let sorted = Mat::from_fn(20_000, 2, |i, j| data.x[(order[i], j)]);
    let sorted_labels: Vec<bool> = order.iter().map(|&i| data.labels[i]).collect();
    let newton =
        LogisticRegression { solver: Solver::Newton(Newton::default()), ..Default::default() };
    let model = newton.fit(data.x.as_ref(), &data.labels).unwrap();
    let of_sorted = newton.fit(sorted.as_ref(), &sorted_labels).unwrap();
    assert_close(&weights(&of_sorted), &weights(&model), 1e-12);
    assert!(model.report.sweeps <= 8, "{} sweeps", model.report.sweeps);
    assert!(model.report.gradient_norm < 1e-13);
    let from_zero = converged(data.x.as_ref(), &data.labels, 0.0);
    assert_close(&weights(&from_zero), &weights(&model), 1e-12);
}

#[test]
fn the_solver_is_chosen_by_shape_and_all_find_one_optimum() {
    let small = samples(300, 3, 5);
    let large = samples(150_001, 6, 16);
    let wide = samples(2_000, 60, 17);
    let reason = |report: &Report| report.reason.clone().unwrap();
    for data in [&small, &large, &wide] {
        let chosen = converged(data.x.as_ref(), &data.labels, 1e-3);
        for solver in [Solver::Newton(Newton::default()), Solver::Lbfgs(Lbfgs::default())] {
            let penalty = Penalty::l2(1e-3);
            let model = LogisticRegression { solver, penalty, ..Default::default() }
                .fit(data.x.as_ref(), &data.labels)
                .unwrap();
            assert_eq!((model.report.status, &model.report.reason), (Status::Converged, &None));
            assert!(model.report.gradient_norm < 1e-9);
            assert_close(&weights(&model), &weights(&chosen), 1e-8);
        }
    }
    let few = converged(small.x.as_ref(), &small.labels, 0.0).report;
    assert_eq!(few.method, Method::Newton);
    assert_eq!(reason(&few), "300 samples x 4 parameters: small enough for a Hessian at each step");
    let many = converged(large.x.as_ref(), &large.labels, 0.0).report;
    assert_eq!(many.method, Method::Lbfgs);
    assert!(reason(&many).contains("one sample in 16 serves for all steps"), "{}", reason(&many));
    assert!(many.sweeps <= 9, "{} sweeps", many.sweeps);
}

#[test]
fn so_it_is_for_several_classes() {
    let large = samples(150_001, 6, 16);
    let softmax = SoftmaxRegression::default();
    let several = softmax.fit(large.x.as_ref(), &large.classes, 3).unwrap();
    let newton = SoftmaxRegression { solver: Solver::Newton(Newton::default()), ..softmax };
    let same = newton.fit(large.x.as_ref(), &large.classes, 3).unwrap();
    assert_close(&several.coefficients[1], &same.coefficients[1], 1e-9);
    assert_eq!(several.report.method, Method::Lbfgs, "{:?}", several.report.reason);
}

/// Fewer than a hundred terms a parameter in the sample, and yet its optimum is the better start; where a class
/// is too rare for the sample, all terms decide.
#[test]
fn a_small_sample_leads_to_the_optimum_of_several_classes_or_newton_does() {
    let data = samples(60_000, 8, 23);
    let class = |number: &f64| ((number + 6.0) / 2.5).clamp(0.0, 4.0) as usize;
    let five: Vec<usize> = data.numbers.iter().map(class).collect();
    let with_a_rare_one: Vec<usize> =
        five.iter().enumerate().map(|(i, class)| if i % 300 == 7 { 5 } else { *class }).collect();
    let newton = Solver::Newton(Newton::default());
    for (target, classes, method) in
        [(&five, 5, Method::Lbfgs), (&with_a_rare_one, 6, Method::Newton)]
    {
        let fit = |solver| {
            let model = SoftmaxRegression { solver, ..Default::default() };
            model.fit(data.x.as_ref(), target, classes).unwrap()
        };
        let (chosen, same) = (fit(Solver::Auto), fit(newton));
        assert_close(&chosen.coefficients.concat(), &same.coefficients.concat(), 1e-9);
        let report = &chosen.report;
        assert_eq!(report.status, Status::Converged, "{:?}", report.reason);
        assert_eq!(report.method, method, "{:?}", report.reason);
        assert!(report.sweeps <= 20, "{} sweeps", report.sweeps);
    }
}

#[test]
fn where_a_sample_misleads_newton_sees_to_it() {
    let data = samples(200_000, 4, 18);
    let fit = |x: &Mat<f64>, labels: &[bool]| LogisticRegression::default().fit(x.as_ref(), labels);
    // A feature that is there in ten rows only, of which the sample has none.
    let rare = Mat::from_fn(200_000, 5, |i, j| match j {
        4 => f64::from(u8::from(i % 20_000 == 777)),
        _ => data.x[(i, j)],
    });
    let model = fit(&rare, &data.labels).unwrap();
    assert_eq!((model.report.status, model.report.method), (Status::Converged, Method::Newton));
    assert!(model.report.reason.unwrap().contains("did not lead to the optimum"));
    let twin = Mat::from_fn(200_000, 5, |i, j| data.x[(i, j % 4)]);
    let model = fit(&twin, &data.labels).unwrap();
    assert_eq!(model.report.status, Status::RankDeficient { rank: 5 });
    assert_eq!(model.report.combinations[0].describe(&[]), "feature 4 = feature 0");
    let split: Vec<bool> = (0..200_000).map(|i| data.x[(i, 1)] + data.x[(i, 2)] > 0.3).collect();
    let model = fit(&twin.subcols(0, 4).to_owned(), &split).unwrap();
    assert_eq!(model.report.status, Status::Separated(Separation::Complete));
}

/// Dates, years, coordinates: the features are far from zero and vary little, and keep of their
/// differences the digits that are left of them: `1e-16 * shift` is lost of each.
#[test]
fn features_far_from_zero_have_the_coefficients_of_those_near_it() {
    let data = samples(3_000, 3, 19);
    let near = converged(data.x.as_ref(), &data.labels, 0.0);
    for shift in [1e3, 1e5, 1e9] {
        let far = Mat::from_fn(3_000, 3, |i, j| data.x[(i, j)] + shift);
        let model = converged(far.as_ref(), &data.labels, 0.0);
        assert_close(&model.coefficients, &near.coefficients, f64::EPSILON * shift);
        assert!(model.report.sweeps < 40, "{} sweeps", model.report.sweeps);
    }
}
