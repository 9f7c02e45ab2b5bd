# Writes ordered.json: proportional odds models of five real tables, with tests of whether the odds are proportional, the
# mean slope of each class's probability along each feature, and the errors of the logarithm of its odds in some rows.
#
# Run in this folder: Rscript ordered.R (needs the packages ordinal, MASS, survival and jsonlite). The tables come with
# these packages, and one from ../real; rows that are alike are counted.

library(ordinal)
library(jsonlite)

control <- clm.control(gradTol = 1e-10, maxIter = 200)

# The derivatives of f by its arguments, to the last digits, by complex steps.
jacobian <- function(f, at) {
  step <- 1e-30
  sapply(seq_along(at), function(j) {
    moved <- at + 0i
    moved[j] <- moved[j] + step * 1i
    Im(f(moved)) / step
  })
}

# For each class: its slope along each feature and the error, on the average of the rows, and the errors of its log odds in
# those shown. Parameters are the coefficients, and after them the thresholds.
by_delta_method <- function(x, counts, parameters, covariance, shown) {
  p <- ncol(x)
  logistic <- function(z) 1 / (1 + exp(-z))
  upto <- function(w, x) {
    eta <- x %*% w[seq_len(p)]
    logistic(matrix(rep(w[-seq_len(p)], each = nrow(x)), nrow(x)) - c(eta))
  }
  slopes <- function(w) {
    s <- upto(w, x)
    g <- s * (1 - s)
    of_classes <- cbind(0, g) - cbind(g, 0)
    means <- colSums(of_classes * counts) / sum(counts)
    c(outer(means, w[seq_len(p)])) # the classes of the first feature, then those of the next
  }
  log_odds <- function(w) {
    s <- upto(w, x[shown, , drop = FALSE])
    of_classes <- cbind(s, 1) - cbind(0, s)
    c(log(of_classes / (1 - of_classes)))
  }
  errors <- function(f) {
    of <- jacobian(f, parameters)
    sqrt(rowSums((of %*% covariance) * of))
  }
  classes <- length(parameters) - p + 1
  list(
    effects = matrix(Re(slopes(parameters)), p, classes, byrow = TRUE),
    effect_errors = matrix(errors(slopes), p, classes, byrow = TRUE),
    log_odds_errors = matrix(errors(log_odds), length(shown), classes)
  )
}

figures <- function(name, target, terms, rows) {
  rows <- rows[complete.cases(rows[c(target, terms)]), ]
  if (is.null(rows$Freq)) rows$Freq <- 1
  rows <- aggregate(rows["Freq"], rows[c(terms, target)], sum)
  rows <- rows[rows$Freq > 0, ]
  classes <- levels(rows[[target]])
  right <- paste(terms, collapse = " + ")
  fit <- clm(as.formula(paste(target, "~", right)), data = rows, weights = Freq, control = control)
  null <- clm(as.formula(paste(target, "~ 1")), data = rows, weights = Freq, control = control)
  x <- model.matrix(as.formula(paste("~", right)), rows)[, -1, drop = FALSE]
  assign <- attr(model.matrix(as.formula(paste("~", right)), rows), "assign")[-1]
  eta <- drop(x %*% fit$beta)
  upto <- plogis(outer(-eta, fit$alpha, "+"))
  probabilities <- cbind(upto, 1) - cbind(0, upto)
  ratio <- function(nominal) {
    free <- clm(
      as.formula(paste(target, "~", right)), nominal = as.formula(paste("~", nominal)),
      data = rows, weights = Freq, control = control
    )
    statistic <- 2 * as.numeric(logLik(free) - logLik(fit))
    freedom <- attr(logLik(free), "df") - attr(logLik(fit), "df")
    list(
      statistic = statistic, degrees_of_freedom = freedom,
      p_value = pchisq(statistic, freedom, lower.tail = FALSE)
    )
  }
  of_term <- function(k) {
    c(list(term = terms[k], features = as.list(which(assign == k) - 1)), ratio(terms[k]))
  }
  shown <- unique(round(seq(1, nrow(rows), length.out = 5)))
  order <- c(names(fit$beta), names(fit$alpha))
  delta <- by_delta_method(x, rows$Freq, c(fit$beta, fit$alpha), vcov(fit)[order, order], shown)
  c(list(
    name = name, target = target, classes = classes, names = colnames(x),
    columns = lapply(seq_len(ncol(x)), function(j) unname(x[, j])),
    labels = as.integer(rows[[target]]) - 1, counts = rows$Freq,
    coefficients = unname(fit$beta), thresholds = unname(fit$alpha),
    standard_errors = unname(sqrt(diag(vcov(fit)))[order]),
    log_likelihood = as.numeric(logLik(fit)), null_log_likelihood = as.numeric(logLik(null)),
    aic = AIC(fit), shown = shown - 1,
    probabilities = unname(probabilities[shown, ]),
    proportional = c(
      list(c(list(term = "all", features = as.list(seq_len(ncol(x)) - 1)), ratio(right))),
      lapply(seq_along(terms), of_term)
    )
  ), delta)
}

titanic <- read.csv("../real/titanic_table.csv")
names(titanic)[names(titanic) == "count"] <- "Freq"
titanic <- titanic[titanic$class != "crew", ]
titanic$class <- factor(titanic$class, levels = c("3rd", "2nd", "1st"))
lung <- subset(survival::lung, ph.ecog < 3)
lung$ph.ecog <- factor(lung$ph.ecog)
housing <- MASS::housing
housing$Sat <- factor(housing$Sat, levels = levels(housing$Sat), ordered = FALSE)
soup <- ordinal::soup
soup$AGEGROUP <- factor(as.character(soup$AGEGROUP))

models <- list(
  figures("wine (package ordinal)", "rating", c("temp", "contact"), ordinal::wine),
  figures("housing (package MASS)", "Sat", c("Infl", "Type", "Cont"), housing),
  figures("soup (package ordinal)", "SURENESS", c("PROD", "DAY", "GENDER", "AGEGROUP"), soup),
  figures("lung (package survival)", "ph.ecog", c("age", "sex", "pat.karno"), lung),
  figures("titanic_table.csv", "class", c("sex", "age", "survived"), titanic)
)
write(toJSON(models, digits = NA, auto_unbox = TRUE, pretty = TRUE), "ordered.json")
