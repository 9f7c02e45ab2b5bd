# A path of penalties by glmnet, for path.py: Rscript path.R FOLDER ROWS FEATURES RATIO MODEL THRESH
suppressPackageStartupMessages(library(glmnet))
args <- commandArgs(trailingOnly = TRUE)
folder <- args[1]
n <- as.integer(args[2])
p <- as.integer(args[3])
x <- matrix(readBin(file.path(folder, "features.bin"), "double", n * p), n, p)
if (args[5] == "linear") {
  y <- readBin(file.path(folder, "targets.bin"), "double", n)
  family <- "gaussian"
} else {
  y <- readBin(file.path(folder, "labels.bin"), "integer", n, size = 1)
  family <- "binomial"
}
lambda <- readBin(file.path(folder, "lambda.bin"), "double", 1000)
alpha <- as.numeric(args[4])
# glmnet brings a gaussian target to deviation 1, after which both parts of its penalty are divided by
# the deviation, though only the l1 part should be. So it is given such a target, and other penalties.
deviation <- 1
if (family == "gaussian") {
  deviation <- sqrt(mean((y - mean(y))^2))
  y <- y / deviation
  l1 <- lambda * alpha / deviation
  l2 <- lambda * (1 - alpha)
  lambda <- l1 + l2
  alpha <- l1[1] / lambda[1]
}
glmnet.control(fdev = 0, devmax = 1)
fit <- NULL
seconds <- Inf
for (run in 1:2) {
  start <- proc.time()[["elapsed"]]
  fit <- glmnet(x, y, family = family, alpha = alpha, lambda = lambda,
                standardize = FALSE, thresh = as.numeric(args[6]), maxit = 1e7)
  seconds <- min(seconds, proc.time()[["elapsed"]] - start)
}
weights <- deviation * rbind(as.matrix(fit$beta), fit$a0)
writeBin(c(seconds, as.vector(weights)), file.path(folder, "weights.bin"))
