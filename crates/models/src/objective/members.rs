use linalg_lite::Design;

use crate::error::Error;

/// A parameter that may differ from 0: the coefficient of a feature, or the intercept after the last of them.
#[derive(Clone, Copy)]
pub(in crate::objective) struct Member {
    pub(in crate::objective) class: usize,
    pub(in crate::objective) feature: usize,
}

/// The members, in the order in which they were admitted, and the columns of their features less their centres.
pub(in crate::objective) struct Members {
    group: usize,
    all: Vec<Member>,
    columns: Vec<Vec<f64>>,
    /// Where the column of a feature is, once a class has it for a member.
    places: Vec<usize>,
    /// By the numbers of all parameters.
    is_member: Vec<bool>,
}

/// No column has this number.
const NOWHERE: usize = usize::MAX;

impl Members {
    /// None yet of `group` parameters a class.
    pub(in crate::objective) fn none(group: usize) -> Self {
        let (all, columns, is_member) = (Vec::new(), Vec::new(), Vec::new());
        Self { group, all, columns, places: vec![NOWHERE; group], is_member }
    }

    pub(in crate::objective) fn all(&self) -> &[Member] {
        &self.all
    }

    pub(in crate::objective) fn is_there(&self, parameter: usize) -> bool {
        self.is_member.get(parameter).is_some_and(|is_member| *is_member)
    }

    /// The numbers of the members of a class.
    pub(in crate::objective) fn of_class(&self, class: usize) -> Vec<usize> {
        (0..self.all.len()).filter(|j| self.all[*j].class == class).collect()
    }

    /// The number of the column of member j.
    pub(in crate::objective) fn place(&self, j: usize) -> usize {
        self.places[self.all[j].feature]
    }

    /// The values of the feature of member j, one per row.
    pub(in crate::objective) fn column(&self, j: usize) -> &[f64] {
        &self.columns[self.place(j)]
    }

    /// A member for each of the columns.
    pub(in crate::objective) fn one_of_each_feature(&self) -> Vec<usize> {
        let mut found = vec![0; self.columns.len()];
        (0..self.all.len()).for_each(|j| found[self.place(j)] = j);
        found
    }

    /// The columns of all features of members, each once.
    pub(in crate::objective) fn columns(&self) -> &[Vec<f64>] {
        &self.columns
    }

    /// Further members; in one walk over the rows, unless all their columns are there.
    pub(in crate::objective) fn admit(
        &mut self,
        parameters: &[usize],
        design: Design<'_>,
    ) -> Result<(), Error> {
        let mut missing: Vec<usize> = Vec::new();
        for parameter in parameters {
            let (class, feature) = (parameter / self.group, parameter % self.group);
            self.all.push(Member { class, feature });
            if self.is_member.len() <= *parameter {
                self.is_member.resize(parameter + 1, false);
            }
            self.is_member[*parameter] = true;
            if self.places[feature] == NOWHERE {
                self.places[feature] = self.columns.len() + missing.len();
                missing.push(feature);
            }
        }
        self.columns.extend(columns_of(&missing, design)?);
        Ok(())
    }
}

fn columns_of(features: &[usize], design: Design<'_>) -> Result<Vec<Vec<f64>>, Error> {
    let mut columns: Vec<Vec<f64>> =
        features.iter().map(|_| Vec::with_capacity(design.n_samples())).collect();
    let mut room = Vec::new();
    let is_read = features.iter().any(|feature| *feature < design.n_features());
    if !is_read {
        columns.iter_mut().for_each(|column| column.resize(design.n_samples(), 1.0));
        return Ok(columns);
    }
    design.for_each_block(|block| {
        for (column, &feature) in columns.iter_mut().zip(features) {
            if feature == design.n_features() {
                column.resize(block.rows().end, 1.0);
            } else {
                let centre = design.centre(feature);
                column.extend(block.feature(feature, &mut room).iter().map(|x| x - centre));
            }
        }
    })?;
    Ok(columns)
}
