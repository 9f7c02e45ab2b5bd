# A path of lassos for several classes by glmnet, for sparse.py: FOLDER ROWS FEATURES CLASSES THRESHOLD.
# Reads features.bin, classes.bin and lambda.bin; writes to weights.bin the seconds and for each penalty and class the
# coefficients, then the intercept.
suppressMessages(library(glmnet))
arguments <- commandArgs(TRUE)
folder <- arguments[1]
n <- as.integer(arguments[2])
p <- as.integer(arguments[3])
classes <- as.integer(arguments[4])
read <- function(name, length) readBin(file.path(folder, name), "double", length)
x <- matrix(read("features.bin", n * p), n, p)
y <- factor(read("classes.bin", n))
lambda <- read("lambda.bin", 10000)
glmnet.control(fdev = 0, devmax = 1)
seconds <- system.time(
  found <- glmnet(x, y,
    family = "multinomial", lambda = lambda, standardize = FALSE, thresh = as.numeric(arguments[5]), maxit = 1e8
  )
)[["elapsed"]]
coefficients <- lapply(found$beta, as.matrix)
of_penalty <- function(i) sapply(1:classes, function(k) c(coefficients[[k]][, i], found$a0[k, i]))
weights <- sapply(seq_along(found$lambda), of_penalty)
writeBin(c(seconds, as.vector(weights)), file.path(folder, "weights.bin"))
