# Writes sparse_softmax_r.json: softmax regressions with penalties on absolute values, as glmnet has them.
#
# Run in this folder: Rscript sparse_softmax.R (needs glmnet and jsonlite).
#
# The tables, penalties and classes are those of sparse_softmax.py; coefficients and intercepts are stored less their
# mean over the classes.

library(glmnet)
library(jsonlite)

real <- function(name) read.csv(file.path("..", "real", name), na.strings = c("", "NA"))
standardised <- function(frame) {
  x <- as.matrix(frame)
  x <- sweep(x, 2, colMeans(x))
  sweep(x, 2, sqrt(colMeans(x^2)), "/")
}
iris_table <- real("iris.csv")
numbers <- c("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
penguins <- real("penguins.csv")
penguins <- penguins[complete.cases(penguins), ]
titanic <- subset(real("titanic_table.csv"), count > 0)
ucb <- real("ucb_admissions.csv")
man <- as.numeric(ucb$gender == "male")
tables <- list(
  iris = list(x = standardised(iris_table[, 1:4]), y = iris_table$species, weights = rep(1, nrow(iris_table))),
  penguins = list(x = standardised(penguins[, numbers]), y = penguins$species, weights = rep(1, nrow(penguins))),
  titanic_table = list(
    x = cbind(titanic$sex == "male", titanic$age == "child", titanic$survived) * 1,
    y = titanic$class, weights = titanic$count
  ),
  ucb_admissions = list(x = cbind(ucb$admit, man, ucb$admit * man), y = ucb$dept, weights = ucb$count)
)
penalties <- list(c(0.1, 0), c(0.02, 0), c(0.02, 0.02), c(0.003, 0.001), c(0.001, 0))

glmnet.control(mxitnr = 1000)
fit <- function(table, penalty) {
  lambda <- sum(penalty)
  found <- glmnet(table$x, factor(table$y),
    family = "multinomial", weights = table$weights, alpha = penalty[1] / lambda, lambda = lambda * 2^(6:0),
    standardize = FALSE, thresh = 1e-14, maxit = 1e8
  )
  coef <- t(sapply(coef(found, s = lambda), function(of_class) as.vector(of_class)))
  coef <- sweep(coef, 2, colMeans(coef))
  list(l1 = penalty[1], l2 = penalty[2], coef = unname(coef[, -1]), intercept = unname(coef[, 1]))
}
figures <- lapply(tables, function(table) lapply(penalties, function(penalty) fit(table, penalty)))
result <- list(glmnet = as.character(packageVersion("glmnet")), tables = figures)
writeLines(toJSON(result, auto_unbox = TRUE, digits = NA, pretty = 1), "sparse_softmax_r.json")
