# Writes terms.json: models with terms as R has them.
#
# Run in this folder: Rscript terms.R (needs the package jsonlite).

options(warn = 2) # probabilities of 0 or 1 are not what they seem in R
library(splines)
library(jsonlite)

source("real_tables.R")

# Features that others replace have no coefficient, and none here.
figures <- function(file, target, terms, rows, family, flags = character()) {
  formula <- as.formula(paste(target, "~", terms))
  rows <- rows[complete.cases(rows[all.vars(formula)]), ]
  if (is.factor(rows[[target]])) {
    rows[[target]] <- factor(as.character(rows[[target]])) # the last class is the positive one
  }
  if (family == "linear") {
    fit <- lm(formula, rows)
    tests <- drop1(fit, test = "F")
  } else {
    # (glm() judges collinearity by its tolerance, so that a small one has to wait until the features are known)
    rough <- glm(formula, binomial, rows, control = glm.control(maxit = 100))
    tests <- drop1(rough, test = "LRT")
    x <- model.matrix(rough)[, !is.na(coef(rough))]
    fit <- glm(rough$y ~ 0 + x, family = binomial)
    for (step in 1:3) { # (its errors are those of the step before the last)
      fit <- glm(rough$y ~ 0 + x, family = binomial, start = coef(fit))
    }
  }
  known <- summary(fit)$coefficients
  rownames(known) <- sub("^x", "", rownames(known))
  tests <- tests[-1, ]
  tests <- tests[!is.na(tests[[ncol(tests)]]), ]
  statistic <- if (family == "linear") tests[["F value"]] else tests[["LRT"]]
  p_value <- tests[[ncol(tests)]]
  list(
    file = file, target = target, terms = terms, model = family, flags = flags,
    coefficients = as.list(known[, 1]),
    standard_errors = as.list(known[, 2]),
    log_likelihood = as.numeric(logLik(fit)),
    tests = lapply(seq_len(nrow(tests)), function(i) {
      list(term = gsub(" ", "", rownames(tests)[i]), degrees_of_freedom = tests$Df[i], statistic = statistic[i], p_value = p_value[i])
    })
  )
}

penguins <- table_of("penguins.csv")
penguins_by_year <- table_of("penguins.csv", categories = "year")
wdbc <- table_of("breast_cancer_wdbc.csv")
titanic <- table_of("titanic_table.csv", counted = TRUE)
admissions <- table_of("ucb_admissions.csv", counted = TRUE)
challenger <- table_of("challenger.csv")
iris_flowers <- table_of("iris.csv")
spam <- table_of("spambase.csv")

all <- list(
  # (no Chinstrap lives on Biscoe or Torgersen, no Gentoo on Dream or Torgersen: cells without a row)
  figures("penguins.csv", "body_mass_g", "species * island + sex", penguins, "linear"),
  figures("penguins.csv", "body_mass_g", "species * sex + poly(bill_length_mm, 3)", penguins, "linear"),
  figures("penguins.csv", "body_mass_g", "sex:ns(flipper_length_mm, 3) + log(bill_depth_mm) + sex", penguins, "linear"),
  figures("penguins.csv", "body_mass_g", "species:bill_length_mm + bs(flipper_length_mm, 5)", penguins, "linear"),
  figures("penguins.csv", "body_mass_g", "0 + species + sex:flipper_length_mm", penguins, "linear"),
  figures("penguins.csv", "body_mass_g", "species/sex + C(year)", penguins_by_year, "linear", "C(year)"),
  figures("penguins.csv", "sex", "species * body_mass_g + ns(bill_depth_mm, 3)", penguins, "logistic"),
  figures("penguins.csv", "sex", "species * island + body_mass_g", penguins, "logistic"),
  figures("penguins.csv", "sex", "(bill_length_mm + bill_depth_mm + body_mass_g)^2", penguins, "logistic"),
  figures("breast_cancer_wdbc.csv", "malignant", "poly(mean_radius, 2) + log(mean_texture) + sqrt(mean_smoothness)", wdbc, "logistic"),
  figures("breast_cancer_wdbc.csv", "malignant", "bs(mean_texture, 4) + I(mean_radius^2 / 100) * mean_symmetry", wdbc, "logistic"),
  figures("breast_cancer_wdbc.csv", "mean_area", "ns(mean_radius, knots = c(10, 14, 20)) + log10(mean_perimeter):mean_texture", wdbc, "linear"),
  figures("titanic_table.csv", "survived", "class * sex", titanic, "logistic", c("--weights", "count")),
  figures("titanic_table.csv", "survived", "age * sex + class", titanic, "logistic", c("--weights", "count")),
  figures("ucb_admissions.csv", "admit", "dept * gender", admissions, "logistic", c("--weights", "count")),
  figures("ucb_admissions.csv", "admit", "gender + dept", admissions, "logistic", c("--weights", "count")),
  figures("challenger.csv", "any_failure", "poly(temperature_f, 2)", challenger, "logistic"),
  figures("challenger.csv", "damage_index", "temperature_f * log(pressure_psi)", challenger, "linear"),
  figures("iris.csv", "petal_width", "species * petal_length - petal_length", iris_flowers, "linear"),
  figures("iris.csv", "sepal_length", "species:(sepal_width + exp(petal_width / 2)) + bs(petal_length, df = 4, degree = 2)", iris_flowers, "linear"),
  figures("spambase.csv", "spam", "log(capital_run_long) * log1p(capital_run_total) + sqrt(word_you) + bs(word_your, 3)", spam, "logistic")
)
write(toJSON(all, digits = I(17), auto_unbox = TRUE, pretty = TRUE), "terms.json")
