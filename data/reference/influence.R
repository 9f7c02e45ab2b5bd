# What single rows do to a fit, and sandwich errors, by R: influence.json.
#
#     Rscript data/reference/influence.R > data/reference/influence.json
#
# R 4.2.2 with the packages sandwich 3.0-2 and jsonlite 1.8.4. Each entry names its table in data/real, the columns,
# and R's own figures: hatvalues, residuals, rstandard, rstudent, cooks.distance, dffits, covratio, dfbeta and dfbetas,
# then the standard errors of vcovHC and vcovCL.
#
# A table with counts is expanded to one row for each sample first; of the copies of a row the first stands for all.
# dfbeta, dfbetas, dffits and covratio are those of R, which for a logistic regression take the deviance residual; the
# column "step" has the same changes with Pearson's residual, and "without" those of a fit without the row.
library(sandwich)
library(jsonlite)

options(digits = 17)
root <- dirname(dirname(dirname(normalizePath(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))))
read <- function(name) {
  table <- read.csv(file.path(root, "data", "real", name), stringsAsFactors = FALSE, na.strings = "")
  table$offset_ <- 0
  table$weight_ <- 1
  table
}
exact <- glm.control(epsilon = 1e-15, maxit = 100)

# Fewer rows of long tables, evenly spread.
shown <- function(n) unique(round(seq(1, n, length.out = min(n, 24))))

errors <- function(v) sqrt(diag(v))

# Changes of the coefficients that the data determine; NA where a parameter is not there without the row.
without <- function(model, data, row) {
  others <- data[-row, ]
  refit <- if (inherits(model, "glm")) {
    glm(formula(model), binomial, others, offset = offset_, control = exact)
  } else {
    lm(formula(model), others, offset = offset_, weights = weight_)
  }
  kept <- !is.na(coef(model))
  unname(coef(model)[kept] - coef(refit)[kept])
}

entry <- function(table, model, data, features, clusters, first = seq_len(nrow(data)), more = list()) {
  infl <- influence(model)
  is_glm <- inherits(model, "glm")
  rows <- first[shown(length(first))]
  deviance <- weighted.residuals(model)
  pearson <- if (is_glm) residuals(model, "pearson") else deviance
  at <- function(x) unname(x[rows])
  list_of_rows <- function(m) unname(as.matrix(m)[rows, , drop = FALSE])
  of_line <- function(type) unname(errors(vcovHC(model, type = type)))
  step <- infl$coefficients * (pearson / deviance)
  c(list(
    table = table,
    target = as.character(formula(model)[[2]]),
    features = features,
    rows = rows - 1,
    coefficients = unname(coef(model)[!is.na(coef(model))]),
    leverage = at(infl$hat),
    pearson = at(pearson),
    deviance = at(deviance),
    standardised = at(rstandard(model)),
    studentised = at(rstudent(model)),
    cooks_distance = at(cooks.distance(model)),
    dffits = at(dffits(model)),
    covariance_ratio = at(covratio(model)),
    sigma = at(infl$sigma),
    dfbeta = list_of_rows(dfbeta(model)),
    dfbetas = list_of_rows(dfbetas(model)),
    step = list_of_rows(step),
    without = t(sapply(rows, function(row) without(model, data, row))),
    hc0 = of_line("HC0"), hc1 = of_line("HC1"), hc2 = of_line("HC2"), hc3 = of_line("HC3"),
    cr0 = unname(errors(vcovCL(model, cluster = clusters, type = "HC0", cadjust = FALSE))),
    cr1 = unname(errors(vcovCL(model, cluster = clusters, type = "HC1", cadjust = TRUE)))
  ), more)
}

entries <- list()

# Two classes, two numbers. (Clusters: every fourth flight.)
flights <- subset(read("challenger.csv"), !is.na(any_failure))
model <- glm(any_failure ~ temperature_f + pressure_psi, binomial, flights, control = exact)
entries$challenger <- entry("challenger.csv", model, flights, c("temperature_f", "pressure_psi"),
  (seq_len(nrow(flights)) - 1) %% 4)

# Two classes, an offset. (Clusters: each species and island.)
birds <- na.omit(read("penguins.csv"))
birds$is_male <- as.integer(birds$sex == "male")
birds$offset_ <- (birds$bill_depth_mm - 17) / 2
places <- as.integer(factor(paste(birds$species, birds$island)))
model <- glm(is_male ~ bill_length_mm + body_mass_g, binomial, birds, offset = offset_, control = exact)
entries$penguins_offset <- entry("penguins.csv", model, birds, c("bill_length_mm", "body_mass_g"), places,
  more = list(offset = birds$offset_))

# A number, with a column that is a combination of others. (Clusters: each species and island.)
birds$offset_ <- 0
birds$bill_sum <- birds$bill_length_mm + birds$bill_depth_mm
model <- lm(body_mass_g ~ bill_length_mm + bill_depth_mm + bill_sum + flipper_length_mm, birds)
entries$penguins_aliased <- entry("penguins.csv", model, birds,
  c("bill_length_mm", "bill_depth_mm", "bill_sum", "flipper_length_mm"), places)

# A number, with weights that are precisions, and an offset. (Clusters: species.)
irises <- read("iris.csv")
irises$weight_ <- 0.5 + (seq_len(150) - 1) %% 7 / 4
irises$offset_ <- irises$petal_width / 3
model <- lm(sepal_length ~ sepal_width + petal_length, irises, weights = weight_, offset = offset_)
entries$iris_precisions <- entry("iris.csv", model, irises, c("sepal_width", "petal_length"),
  as.integer(factor(irises$species)), more = list(precisions = irises$weight_, offset = irises$offset_))

# Two classes, with counts: 4526 applicants in 24 rows. (Clusters: departments and genders.)
applicants <- read("ucb_admissions.csv")
applicants$female <- as.integer(applicants$gender == "female")
for (department in c("B", "C", "D", "E", "F")) {
  applicants[[department]] <- as.integer(applicants$dept == department)
}
counted <- applicants[applicants$count > 0, ]
repeated <- applicants[rep(seq_len(nrow(applicants)), applicants$count), ]
first <- cumsum(c(1, counted$count))[seq_len(nrow(counted))]
model <- glm(admit ~ female + B + C + D + E + F, binomial, repeated, control = exact)
found <- entry("ucb_admissions.csv", model, repeated, c("female", "B", "C", "D", "E", "F"),
  as.integer(factor(paste(repeated$dept, repeated$gender))), first)
found$rows <- which(applicants$count > 0)[shown(length(first))] - 1
entries$ucb_counts <- found

# A number, thirty rows of one level each, so that one row determines it alone.
few <- irises[c(1:29, 101), ]
few$virginica <- as.integer(few$species == "virginica")
model <- lm(petal_length ~ sepal_length + virginica, few)
lone <- influence(model)
entries$iris_alone <- list(
  table = "iris.csv", target = "petal_length", features = c("sepal_length", "virginica"),
  leverage = unname(lone$hat), cooks_distance = unname(cooks.distance(model)), studentised = unname(rstudent(model))
)

cat(toJSON(entries, digits = I(17), auto_unbox = TRUE, na = "null"), "\n", sep = "")
