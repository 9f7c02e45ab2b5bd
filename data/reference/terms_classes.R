# Writes terms_classes.json: tests of the terms of models of several classes.
#
# Run in this folder: Rscript terms_classes.R (needs the packages nnet, ordinal and jsonlite).

options(warn = 2)
library(splines)
library(jsonlite)

source("real_tables.R")

# nnet's fit, of which Newton's method makes the last digits: the log-likelihood and, for errors from a sandwich (HC0), the
# parameters of each class against the first with their covariance.
multinomial <- function(x, y) {
  x <- x[, qr(x, tol = 1e-9)$pivot[seq_len(qr(x, tol = 1e-9)$rank)], drop = FALSE]
  y <- factor(y)
  scales <- sqrt(colMeans(x^2))
  x <- sweep(x, 2, scales, "/")
  k <- nlevels(y) - 1
  p <- ncol(x)
  rough <- coef(nnet::multinom(y ~ 0 + x, trace = FALSE, maxit = 1000, reltol = 1e-12, MaxNWts = 5000))
  b <- matrix(rough, k, p)
  labels <- outer(as.integer(y), seq_len(k) + 1, "==") + 0
  for (step in 1:8) {
    z <- cbind(0, x %*% t(b))
    q <- exp(z - apply(z, 1, max))
    q <- (q / rowSums(q))[, -1, drop = FALSE]
    residual <- labels - q
    information <- matrix(0, k * p, k * p)
    for (i in seq_len(k)) {
      for (j in seq_len(k)) {
        information[(i - 1) * p + 1:p, (j - 1) * p + 1:p] <- crossprod(x, x * (q[, i] * ((i == j) - q[, j])))
      }
    }
    gradient <- as.vector(crossprod(x, residual))
    b <- b + matrix(solve(information, gradient), k, p, byrow = TRUE)
  }
  z <- cbind(0, x %*% t(b))
  top <- apply(z, 1, max)
  all <- z - top - log(rowSums(exp(z - top)))
  scores <- do.call(cbind, lapply(seq_len(k), function(i) x * residual[, i]))
  bread <- solve(information)
  list(
    log_likelihood = sum(all[cbind(seq_along(y), as.integer(y))]), parameters = k * p, names = colnames(x),
    values = as.vector(t(b)), covariance = bread %*% crossprod(scores) %*% bread
  )
}

test <- function(term, statistic, freedom) {
  list(
    term = gsub(" ", "", term), degrees_of_freedom = freedom, statistic = statistic,
    p_value = pchisq(statistic, freedom, lower.tail = FALSE)
  )
}

# Without each term that is no part of another, or by Wald's test with a sandwich.
softmax <- function(file, target, terms, rows, robust = FALSE) {
  formula <- as.formula(paste("~", terms))
  rows <- rows[complete.cases(rows[c(target, all.vars(formula))]), ]
  x <- model.matrix(formula, rows)
  term_of <- attr(x, "assign")
  fit <- multinomial(x, as.character(rows[[target]]))
  of_term <- function(term) {
    place <- which(attr(terms(formula), "term.labels") == term)
    if (robust) {
      own <- which(rep(fit$names, length(fit$values) / length(fit$names)) %in% colnames(x)[term_of == place])
      statistic <- drop(fit$values[own] %*% solve(fit$covariance[own, own], fit$values[own]))
      return(test(term, statistic, length(own)))
    }
    smaller <- multinomial(x[, term_of != place, drop = FALSE], as.character(rows[[target]]))
    freedom <- fit$parameters - smaller$parameters
    if (freedom > 0) test(term, 2 * (fit$log_likelihood - smaller$log_likelihood), freedom)
  }
  tests <- Filter(Negate(is.null), lapply(drop.scope(formula), of_term))
  list(file = file, target = target, terms = terms, flags = c("-m", "softmax", if (robust) "--robust=hc0"), tests = tests)
}

ordered_classes <- function(file, target, terms, rows, order) {
  rows <- rows[complete.cases(rows[c(target, all.vars(as.formula(paste("~", terms))))]), ]
  rows[[target]] <- factor(as.character(rows[[target]]), levels = order)
  control <- ordinal::clm.control(gradTol = 1e-10, maxIter = 200)
  fit <- ordinal::clm(as.formula(paste(target, "~", terms)), data = rows, control = control)
  tests <- drop1(fit, test = "Chisq")[-1, ]
  of_term <- function(i) test(rownames(tests)[i], tests$LRT[i], tests$Df[i])
  list(
    file = file, target = target, terms = terms,
    flags = c("-m", "ordered", "--order", paste(order, collapse = ",")), tests = lapply(seq_len(nrow(tests)), of_term)
  )
}

counted <- function(model) {
  model$flags <- c(model$flags, "--weights", "count")
  model
}

penguins <- table_of("penguins.csv")
titanic <- table_of("titanic_table.csv", counted = TRUE)
passengers <- titanic[titanic$class != "crew", ]
admissions <- table_of("ucb_admissions.csv", counted = TRUE)
flights <- table_of("challenger.csv")

models <- list(
  softmax("penguins.csv", "island", "bill_length_mm * sex + ns(body_mass_g, 3)", penguins),
  softmax("penguins.csv", "island", "poly(bill_depth_mm, 2) + sex", penguins, robust = TRUE),
  softmax("penguins.csv", "species", "log(body_mass_g)", penguins),
  counted(softmax("titanic_table.csv", "class", "sex * survived", titanic)),
  counted(softmax("titanic_table.csv", "class", "sex + survived", titanic, robust = TRUE)),
  counted(softmax("ucb_admissions.csv", "dept", "gender * admit", admissions)),
  counted(softmax("ucb_admissions.csv", "dept", "gender + admit", admissions)),
  counted(ordered_classes("titanic_table.csv", "class", "sex * survived", titanic, c("crew", "3rd", "2nd", "1st"))),
  counted(ordered_classes("titanic_table.csv", "class", "age + sex + survived", titanic, c("crew", "3rd", "2nd", "1st")))
)
write(toJSON(models, digits = I(17), auto_unbox = TRUE), "terms_classes.json")
