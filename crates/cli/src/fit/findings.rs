//! Errors, tests and intervals of the parameters, as they were asked for.

use std::fmt::Write;
use std::ops::Range;

use models::firth::{FittedFirth, FittedFirthSoftmax};
use models::inference::{
    ClassEstimates, Estimates, LinearInference, LogisticInference, Sandwich, SoftmaxInference,
    TestResult, threshold_names,
};
use models::{
    Error, FittedLinear, FittedLogistic, FittedOrdered, FittedSoftmax, Problem, WeightKind,
};
use pictures::shown;

use super::args::{FitArgs, RobustArg};
use super::inference::{Inference, OfClass, Parameters};
use super::lone_levels::warning;
use super::odds::Odds;
use super::problem::Data;
use super::profiles::Profiles;
use super::term_tests::{self, TermTest};
use crate::bootstrap::MANY_CLUSTERS;

const LEVEL: f64 = 0.95;

/// The table of the parameters with what stands around it, and the same for scripts; or why there is none.
pub(super) type Findings = Result<(String, Inference), Error>;

/// What is asked about a fit.
pub(super) struct Question<'a> {
    pub(super) args: &'a FitArgs,
    pub(super) data: &'a Data<'a>,
}

impl Question<'_> {
    pub(super) fn logistic(&self, model: &FittedLogistic, problem: &Problem<'_, bool>) -> Findings {
        self.check_room()?;
        let mut found = model.inference_of(problem)?;
        if let Some(sandwich) = self.sandwich() {
            found = found.with_errors(model.sandwich(problem, sandwich)?)?;
        }
        let interval = |j| model.profile_interval(problem, j, LEVEL);
        let profiles = self.args.profile.then(|| Profiles::of(&found.estimates, interval));
        let terms = self.terms(
            |features| found.estimates.test_of_range(features),
            |features| found.test_without(problem, features),
        );
        with_terms(self.about().logistic(found, profiles), terms)
    }

    pub(super) fn linear(&self, model: &FittedLinear, problem: &Problem<'_, f64>) -> Findings {
        self.check_room()?;
        let mut found = model.inference_of(problem)?;
        if let Some(sandwich) = self.sandwich() {
            found = found.with_errors(model.sandwich(problem, sandwich)?)?;
        }
        let terms = self.terms(
            |features| found.estimates.test_of_range(features),
            |features| found.test_without(problem, features),
        );
        with_terms(self.about().linear(found), terms)
    }

    /// The test of each term: by a fit without it or, for robust errors, by Wald's test.
    fn terms(
        &self,
        wald: impl Fn(Range<usize>) -> Result<TestResult, Error>,
        test_without: impl Fn(Range<usize>) -> Result<TestResult, Error>,
    ) -> Vec<TermTest> {
        let test = |(term, features): &(String, Range<usize>)| TermTest {
            term: term.clone(),
            test: match self.sandwich().is_some() {
                true => wald(features.clone()),
                false => test_without(features.clone()),
            },
        };
        self.data.terms.iter().map(test).collect()
    }

    pub(super) fn firth(&self, model: &FittedFirth, problem: &Problem<'_, bool>) -> Findings {
        let estimates = model.estimates(problem)?;
        let interval = |j| model.profile_interval(problem, j, LEVEL);
        let profiles = self.args.profile.then(|| Profiles::of(&estimates, interval));
        self.about().answer(String::new(), estimates, profiles, None)
    }

    pub(super) fn softmax(&self, model: &FittedSoftmax, problem: &Problem<'_, usize>) -> Findings {
        const MOST_PARAMETERS: usize = 2000;
        let of_class = self.data.names.len() + usize::from(self.data.has_intercept);
        if (self.data.classes.len() - 1) * of_class > MOST_PARAMETERS {
            return Err(Error::NoInference("there are more than 2,000 parameters"));
        }
        self.check_room()?;
        let mut found = model.inference_of(problem)?;
        if let Some(sandwich) = self.sandwich() {
            found = found.with_errors(model.sandwich(problem, sandwich)?)?;
        }
        let profiles = |(k, estimates): (usize, &Estimates)| {
            let interval = |j| model.profile_interval(problem, (k, j), LEVEL);
            self.args.profile.then(|| Profiles::of(estimates, interval))
        };
        let profiles = (1..).zip(&found.estimates).map(profiles).collect();
        let terms = self.terms(
            |features| found.test_of_range(features),
            |features| found.test_without(problem, features),
        );
        with_terms(self.about().softmax(found, profiles), terms)
    }

    pub(super) fn firth_softmax(
        &self,
        model: &FittedFirthSoftmax,
        problem: &Problem<'_, usize>,
    ) -> Findings {
        let found = model.estimates(problem)?;
        let profiles = |(k, estimates): (usize, &Estimates)| {
            let interval = |j| model.profile_interval(problem, (k, j), LEVEL);
            self.args.profile.then(|| Profiles::of(estimates, interval))
        };
        let profiles = (1..).zip(&found.estimates).map(profiles).collect();
        self.about().of_classes(String::new(), found, profiles, None)
    }

    pub(super) fn ordered(&self, model: &FittedOrdered, problem: &Problem<'_, usize>) -> Findings {
        self.check_room()?;
        let found = model.inference_of(problem)?;
        let Data { names, classes, .. } = *self.data;
        let all = [names, &threshold_names(classes)].concat();
        let about = About { names: &all, ..self.about() };
        let terms = self.terms(
            |features| found.estimates.test_of_range(features),
            |features| found.test_without(problem, features),
        );
        let test = found.likelihood.test_of_all_features();
        let answer = about.answer(found.heading(), found.estimates, None, test);
        let (mut text, mut inference) = with_terms(answer, terms)?;
        let odds = Odds::tested(model, problem, self.data);
        text += &odds.text();
        inference.odds = Some(odds);
        Ok((text, inference))
    }

    fn check_room(&self) -> Result<(), Error> {
        self.data.room.check_errors(self.sandwich().is_some())
    }

    /// The errors that were asked for, if not those of the model.
    fn sandwich(&self) -> Option<Sandwich<'_>> {
        if let Some(clusters) = &self.data.train.clusters {
            return Some(Sandwich::Clustered { clusters, corrected: true });
        }
        self.args.robust.map(|kind| match kind {
            RobustArg::Hc0 => Sandwich::Hc0,
            RobustArg::Hc1 => Sandwich::Hc1,
            RobustArg::Hc2 => Sandwich::Hc2,
            RobustArg::Hc3 => Sandwich::Hc3,
        })
    }

    fn about(&self) -> About<'_> {
        let weight_kind = self.data.train.weight_kind;
        let Data { names, classes, lone_levels, .. } = *self.data;
        let clusters = self.data.train.clusters.as_deref();
        let clusters = clusters.map(|all| Clusters {
            number: all.iter().max().map_or(0, |last| last + 1),
            lone_levels,
        });
        About { args: self.args, names, classes, weight_kind, clusters }
    }
}

/// The same with tests of terms.
fn with_terms(found: Findings, terms: Vec<TermTest>) -> Findings {
    let (mut text, mut inference) = found?;
    if !terms.is_empty() {
        text += &format!("\n\n{}", term_tests::table(&terms));
    }
    inference.terms = terms;
    Ok((text, inference))
}

/// What has to be known to say what was found.
pub(super) struct About<'a> {
    pub(super) args: &'a FitArgs,
    pub(super) names: &'a [String],
    pub(super) classes: &'a [String],
    pub(super) weight_kind: WeightKind,
    /// Where errors are those of clusters.
    pub(super) clusters: Option<Clusters<'a>>,
}

#[derive(Clone, Copy)]
pub(super) struct Clusters<'a> {
    number: usize,
    /// What lies in one of them.
    lone_levels: &'a [String],
}

impl About<'_> {
    pub(super) fn logistic(
        &self,
        found: LogisticInference,
        profiles: Option<Profiles>,
    ) -> Findings {
        self.answer(found.heading(), found.estimates, profiles, found.test_of_all_features)
    }

    pub(super) fn linear(&self, found: LinearInference) -> Findings {
        self.answer(found.heading(), found.estimates, None, found.test_of_all_features)
    }

    /// With profiles for each class after the first, or none.
    pub(super) fn softmax(
        &self,
        found: SoftmaxInference,
        profiles: Vec<Option<Profiles>>,
    ) -> Findings {
        let (heading, test) = (found.heading(), found.test_of_all_features);
        let SoftmaxInference { estimates, covariance, .. } = found;
        self.of_classes(heading, ClassEstimates { estimates, covariance }, profiles, test)
    }

    fn of_classes(
        &self,
        mut text: String,
        found: ClassEstimates,
        profiles: Vec<Option<Profiles>>,
        test_of_all_features: Option<TestResult>,
    ) -> Findings {
        let (first, others) =
            self.classes.split_first().map_or(("", &[][..]), |(first, rest)| (first, rest));
        let mut classes = Vec::new();
        let mut profiles = profiles.into_iter();
        for (name, estimates) in others.iter().zip(found.estimates) {
            let profiles = profiles.next().flatten();
            let table = match &profiles {
                Some(profiles) => profiles.table(&estimates, self.names, LEVEL),
                None => estimates.table(self.names, LEVEL)?,
            };
            let _ = write!(text, "\n{} against {}\n{table}\n", shown(name), shown(first));
            classes.push(OfClass { name: name.clone(), estimates, profiles });
        }
        let (first, covariance) = (first.to_owned(), found.covariance);
        let parameters = Parameters::Classes { first, classes, covariance };
        let mut text = text.trim().to_owned(); // (which may have no heading)
        let sandwich = self.add_sandwich(&mut text);
        Ok((
            text,
            Inference { parameters, test_of_all_features, terms: Vec::new(), odds: None, sandwich },
        ))
    }

    fn answer(
        &self,
        heading: String,
        estimates: Estimates,
        profiles: Option<Profiles>,
        test_of_all_features: Option<TestResult>,
    ) -> Findings {
        let names = self.names;
        let mut text = if heading.is_empty() { heading } else { heading + "\n" };
        text += &match &profiles {
            Some(profiles) => profiles.table(&estimates, names, LEVEL),
            None => estimates.table(names, LEVEL)?,
        };
        let sandwich = self.add_sandwich(&mut text);
        let parameters = Parameters::One { estimates, profiles };
        let (terms, odds) = (Vec::new(), None);
        Ok((text, Inference { parameters, test_of_all_features, terms, odds, sandwich }))
    }

    /// Says which sandwich the errors come from, if from any.
    fn add_sandwich(&self, text: &mut String) -> Option<String> {
        let sandwich = self.sandwich();
        if let Some(kind) = &sandwich {
            let _ = write!(text, "\n\nstandard errors from a sandwich ({kind})");
        }
        if let Some(Clusters { number, lone_levels }) = self.clusters {
            if number < MANY_CLUSTERS {
                *text += "; clusters are few: expect these errors to be too small";
            }
            *text += &warning(lone_levels);
        }
        sandwich
    }

    /// Which sandwich the errors come from, if from any.
    fn sandwich(&self) -> Option<String> {
        if let (Some(clusters), Some(name)) = (self.clusters, &self.args.cluster) {
            let number = clusters.number;
            return Some(format!("CR1, {number} clusters by \"{}\"", shown(name)));
        }
        let has_sampling_weights =
            self.weight_kind == WeightKind::Sampling || self.args.class_weight.is_some();
        let kind = self.args.robust.or(has_sampling_weights.then_some(RobustArg::Hc0))?;
        Some(format!("Huber-White, {kind:?}").replace("Hc", "HC"))
    }
}
