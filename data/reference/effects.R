# Writes effects.json: average marginal effects with their standard errors by the delta method, and predictions with their
# intervals, of models that R fits.
#
# Run in this folder: Rscript effects.R (needs the package jsonlite).

library(splines)
library(jsonlite)

source("real_tables.R")

figures <- function(file, target, terms, rows, family, flags = character()) {
  formula <- as.formula(paste(target, "~", terms))
  rows <- rows[complete.cases(rows[all.vars(formula)]), ]
  if (is.factor(rows[[target]])) {
    rows[[target]] <- factor(as.character(rows[[target]])) # the last class is the positive one
  }
  is_line <- family == "linear"
  if (is_line) {
    fit <- lm(formula, rows)
  } else {
    fit <- glm(formula, binomial, rows)
    for (step in 1:3) { # (its errors are those of the step before the last)
      fit <- glm(formula, binomial, rows, start = coef(fit))
    }
  }
  matrix_of <- function(at) model.matrix(delete.response(terms(fit)), at, xlev = fit$xlevels)
  mean_of <- function(z) if (is_line) z else plogis(z)
  slope_of <- function(z) if (is_line) 1 + 0 * z else plogis(z) * plogis(-z)
  change_of <- function(z) if (is_line) 0 * z else slope_of(z) * (plogis(-z) - plogis(z))
  b <- coef(fit)
  error <- function(gradient) sqrt(drop(gradient %*% vcov(fit) %*% gradient))
  effects <- list()
  for (column in setdiff(all.vars(formula), target)) {
    if (is.factor(rows[[column]])) {
      levels <- levels(rows[[column]])
      at_level <- function(level) {
        at <- rows
        at[[column]] <- factor(level, levels = levels)
        x <- matrix_of(at)
        z <- drop(x %*% b)
        list(value = mean(mean_of(z)), gradient = colMeans(slope_of(z) * x))
      }
      baseline <- at_level(levels[1])
      for (level in levels[-1]) {
        own <- at_level(level)
        effects[[length(effects) + 1]] <- list(
          column = column, level = level, effect = own$value - baseline$value,
          standard_error = error(own$gradient - baseline$gradient)
        )
      }
    } else {
      moved <- function(step) {
        at <- rows
        at[[column]] <- at[[column]] + step
        matrix_of(at)
      }
      h <- sd(rows[[column]]) / 128 # (five points: right to about 1e-11 where all is smooth)
      u <- (moved(-2 * h) - 8 * moved(-h) + 8 * moved(h) - moved(2 * h)) / (12 * h)
      x <- matrix_of(rows)
      z <- drop(x %*% b)
      t <- drop(u %*% b)
      gradient <- colMeans(slope_of(z) * u + change_of(z) * t * x)
      effects[[length(effects) + 1]] <- list(
        column = column, effect = mean(slope_of(z) * t), standard_error = error(gradient)
      )
    }
  }
  first <- rows[1:4, ]
  if (is_line) {
    of_mean <- predict(fit, first, interval = "confidence", level = 0.9)
    of_one <- predict(fit, first, interval = "prediction", level = 0.9)
    ends <- cbind(of_mean[, 2:3], of_one[, 2:3])
  } else {
    found <- predict(fit, first, se.fit = TRUE)
    ends <- plogis(found$fit + outer(found$se.fit, c(-1, 1) * qnorm(0.95)))
  }
  list(
    file = file, target = target, terms = terms, model = family, flags = I(flags), effects = effects,
    rows = as.integer(rownames(first)), ends = unname(ends)
  )
}

penguins <- table_of("penguins.csv")
wdbc <- table_of("breast_cancer_wdbc.csv")
titanic <- table_of("titanic_table.csv", counted = TRUE)
admissions <- table_of("ucb_admissions.csv", counted = TRUE)
challenger <- table_of("challenger.csv")
flowers <- table_of("iris.csv")

counts <- c("--weights", "count")
all <- list(
  figures("penguins.csv", "sex", "species * body_mass_g + bill_depth_mm", penguins, "logistic"),
  figures("penguins.csv", "sex", "island + poly(body_mass_g, 2) * log(bill_length_mm)", penguins, "logistic"),
  figures("penguins.csv", "body_mass_g", "species * sex + poly(bill_length_mm, 3) + I(bill_depth_mm^2 / flipper_length_mm)", penguins, "linear"),
  figures("breast_cancer_wdbc.csv", "malignant", "mean_radius * mean_texture + sqrt(mean_smoothness)", wdbc, "logistic"),
  figures("breast_cancer_wdbc.csv", "mean_area", "exp(mean_radius / 10) + mean_texture^2 + log10(mean_symmetry):mean_texture", wdbc, "linear"),
  figures("titanic_table.csv", "survived", "class * sex + age", titanic, "logistic", counts),
  figures("ucb_admissions.csv", "admit", "dept * gender", admissions, "logistic", counts),
  figures("challenger.csv", "any_failure", "temperature_f + log2(pressure_psi)", challenger, "logistic"),
  figures("iris.csv", "petal_width", "species * petal_length + sepal_width:sepal_length", flowers, "linear")
)
write(toJSON(all, digits = I(17), auto_unbox = TRUE, pretty = TRUE), "effects.json")
