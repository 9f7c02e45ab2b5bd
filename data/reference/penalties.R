# Writes penalties.json: penalties of one's own, scores of cross-validation, penalty factors and bounds, as glmnet has them.
#
# Run in this folder: Rscript penalties.R (needs glmnet and jsonlite).
#
# Features, and the numbers of a line, have mean 0 and deviation 1. Factors are not rescaled to a sum of their number, as
# glmnet does: that is undone here. Row i of cross-validation is in fold i mod 5; all folds have the same number of rows.

library(glmnet)
library(jsonlite)

real <- function(name) read.csv(file.path("..", "real", name), na.strings = c("", "NA"))
standardised <- function(frame) {
  x <- as.matrix(frame)
  x <- sweep(x, 2, colMeans(x))
  sweep(x, 2, sqrt(colMeans(x^2)), "/")
}
wdbc <- real("breast_cancer_wdbc.csv")[1:565, ]
penguins <- real("penguins.csv")
penguins <- penguins[complete.cases(penguins), ][1:330, ]
iris_table <- real("iris.csv")
tables <- list(
  wdbc = list(x = standardised(wdbc[, c(1, 2, 5, 6, 9, 10)]), y = wdbc$malignant, family = "binomial"),
  penguins = list(
    x = standardised(penguins[, c("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "year")]),
    y = as.vector(standardised(penguins[, "body_mass_g", drop = FALSE])), family = "gaussian"
  ),
  iris = list(x = standardised(iris_table[, 1:4]), y = factor(iris_table$species), family = "multinomial")
)
glmnet.control(mxitnr = 1000, fdev = 0, devmax = 1)
lambdas <- c(0.3, 0.1, 0.03, 0.01, 0.003)

folds <- function(table) (seq_along(table$y) - 1) %% 5
cross_validated <- function(table, measure, times) {
  found <- cv.glmnet(table$x, table$y,
    family = table$family, lambda = lambdas, alpha = 1, foldid = folds(table) + 1, type.measure = measure,
    standardize = FALSE, thresh = 1e-14, maxit = 1e8, grouped = TRUE
  )
  score <- found$cvm
  if (measure == "auc") score <- 1 - score
  list(
    losses = score * times, errors = found$cvsd * times,
    best = which(found$lambda == found$lambda.min) - 1, simplest = which(found$lambda == found$lambda.1se) - 1
  )
}
cv <- list(
  log_loss = cross_validated(tables$wdbc, "deviance", 1 / 2),
  brier = cross_validated(tables$wdbc, "mse", 1 / 2),
  wrong = cross_validated(tables$wdbc, "class", 1),
  auc = cross_validated(tables$wdbc, "auc", 1),
  squared = cross_validated(tables$penguins, "mse", 1 / 2),
  absolute = cross_validated(tables$penguins, "mae", 1),
  log_loss_of_classes = cross_validated(tables$iris, "deviance", 1 / 2),
  wrong_of_classes = cross_validated(tables$iris, "class", 1)
)

# Newton's method over the coefficients that glmnet left, with the signs it gave them: to the last digits, which its
# threshold does not reach.
polished <- function(table, coef, factors, l1, l2) {
  if (table$family == "multinomial") return(coef)
  kept <- which(coef[-1] != 0)
  x <- cbind(1, table$x[, kept, drop = FALSE])
  n <- nrow(x)
  f <- c(0, factors[kept])
  w <- coef[c(1, 1 + kept)]
  signs <- c(0, sign(w[-1]))
  for (round in 1:10) {
    z <- as.vector(x %*% w)
    p <- if (table$family == "binomial") plogis(z) else z
    s <- if (table$family == "binomial") p * (1 - p) else rep(1, n)
    gradient <- as.vector(crossprod(x, p - table$y)) / n + l1 * f * signs + l2 * f * w
    w <- w - solve(crossprod(x, x * s) / n + diag(l2 * f, length(w)), gradient)
  }
  stopifnot(all(sign(w[-1]) == signs[-1]), max(abs(w - coef[c(1, 1 + kept)])) < 1e-5)
  coef[c(1, 1 + kept)] <- w
  coef
}
fit <- function(name, factors, l1, l2, lower) {
  table <- tables[[name]]
  p <- ncol(table$x)
  lambda <- l1 + l2
  path <- if (lambda > 0) lambda * 2^(8:0) else 0
  found <- glmnet(table$x, table$y,
    family = table$family, alpha = if (lambda > 0) l1 / lambda else 1, lambda = path * sum(factors) / p,
    penalty.factor = factors, lower.limits = lower, standardize = FALSE, thresh = 1e-15, maxit = 1e8
  )
  coef <- coef(found)
  last <- length(path)
  coef <- if (table$family == "multinomial") {
    sapply(coef, function(of_class) as.vector(of_class[, last]))
  } else {
    matrix(as.vector(coef[, last]))
  }
  coef <- polished(table, coef, factors, l1, l2)
  list(
    table = name, factors = factors, l1 = l1, l2 = l2, bounded = is.finite(rep_len(lower, p)),
    intercept = unname(coef[1, ]), coef = unname(t(coef[-1, , drop = FALSE]))
  )
}
factors <- list()
for (name in names(tables)) {
  p <- ncol(tables[[name]]$x)
  for (of in list(c(0, 1, 2, 0.5, 1, 3)[1:p], c(1, 0, 0, 4, 1, 0.25)[1:p], rep(3, p))) {
    for (penalty in list(c(0.05, 0), c(0.02, 0.02), c(0, 0.05))) {
      factors[[length(factors) + 1]] <- fit(name, of, penalty[1], penalty[2], -Inf)
    }
  }
}
bounds <- list()
for (name in c("wdbc", "penguins")) {
  p <- ncol(tables[[name]]$x)
  for (lower in list(0, c(-Inf, 0, -Inf, 0, 0, 0)[1:p], c(0, -Inf, -Inf, -Inf, -Inf, 0)[1:p])) {
    for (penalty in list(c(0, 0), c(0.02, 0), c(0.02, 0.02), c(0, 0.05))) {
      bounds[[length(bounds) + 1]] <- fit(name, rep(1, p), penalty[1], penalty[2], lower)
    }
  }
}
result <- list(
  glmnet = as.character(packageVersion("glmnet")), lambdas = lambdas, cv = cv, factors = factors, bounds = bounds
)
writeLines(toJSON(result, auto_unbox = TRUE, digits = NA, pretty = 1), "penalties.json")
