package io.tollgate.lab.scale;

import java.util.List;

/// Throughput over concurrency: `X(n) = lambda n / (1 + sigma (n - 1) + kappa n (n - 1))`.
///
/// Source: N. J. Gunther, *Guerrilla Capacity Planning* (2007); with `lambda` as a parameter of its own as in B. Schwartz,
/// *Practical Scalability Analysis with the Universal Scalability Law* (2015).
///
/// Fitted by Levenberg and Marquardt's damped least squares on throughput. What contention and coherence cost is never
/// negative, so they are the squares of what is fitted. The start is the linear fit of `n / X(n)`, which is linear in the
/// coefficients. Constant work per point and round.
///
/// @param lambda of one alone, per second
/// @param sigma  contention
/// @param kappa  coherence
record UniversalScalability(double lambda, double sigma, double kappa) {
    private static final int ROUNDS = 500;
    private static final double LEAST_START = 1e-3;
    private static final double ENOUGH = 1e-12;

    /// A measured point.
    record Point(double n, double throughput) {}

    /// @throws IllegalArgumentException with fewer than three points, as there are three coefficients, or one that is not
    ///                                  above 0
    static UniversalScalability fit(List<Point> points) {
        if (points.stream().map(Point::n).distinct().count() < 3) {
            throw new IllegalArgumentException("the law has three coefficients and needs three points, not " + points.size());
        }
        if (points.stream().anyMatch(point -> point.n() <= 0 || point.throughput() <= 0)) {
            throw new IllegalArgumentException("a point without throughput cannot be fitted");
        }
        double[] fitted = start(points);
        double damping = 1e-3;
        double error = error(points, fitted);
        for (int i = 0; i < ROUNDS; i++) {
            double[] next = step(points, fitted, damping);
            double nextError = error(points, next);
            if (nextError < error) {
                boolean settled = error - nextError < ENOUGH * error;
                fitted = next;
                error = nextError;
                damping /= 3;
                if (settled) {
                    break;
                }
            } else {
                damping = Math.min(damping * 4, 1e12);
            }
        }
        return of(fitted);
    }

    private static UniversalScalability of(double[] fitted) {
        return new UniversalScalability(fitted[0], fitted[1] * fitted[1], fitted[2] * fitted[2]);
    }

    private static double[] start(List<Point> points) {
        double[][] matrix = new double[3][4];
        for (Point point : points) {
            // Weighted, as n / X exaggerates the points with little throughput.
            double weight = point.throughput() / point.n();
            double[] row = {1, point.n() - 1, point.n() * (point.n() - 1)};
            accumulate(matrix, row, point.n() / point.throughput(), weight * weight);
        }
        double[] inverse = solve(matrix);
        double lambda = inverse[0] > 0 ? 1 / inverse[0] : points.getFirst().throughput() / points.getFirst().n();
        return new double[] {
            lambda, root(inverse[1] * lambda), root(inverse[2] * lambda)
        };
    }

    /// A square has no slope at 0, so nothing starts there.
    private static double root(double value) {
        return value > LEAST_START * LEAST_START ? Math.sqrt(value) : LEAST_START;
    }

    private static double[] step(List<Point> points, double[] at, double damping) {
        double[][] matrix = new double[3][4];
        UniversalScalability law = of(at);
        for (Point point : points) {
            double n = point.n();
            double divisor = 1 + law.sigma * (n - 1) + law.kappa * n * (n - 1);
            double slope = -law.throughputAt(n) / divisor;
            double[] row = {n / divisor, slope * (n - 1) * 2 * at[1], slope * n * (n - 1) * 2 * at[2]};
            accumulate(matrix, row, point.throughput() - law.throughputAt(n), 1);
        }
        for (int i = 0; i < 3; i++) {
            matrix[i][i] += damping * matrix[i][i] + Double.MIN_NORMAL;
        }
        double[] change = solve(matrix);
        return new double[] {Math.abs(at[0] + change[0]), at[1] + change[1], at[2] + change[2]};
    }

    private static void accumulate(double[][] matrix, double[] row, double value, double weight) {
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                matrix[i][j] += weight * row[i] * row[j];
            }
            matrix[i][3] += weight * row[i] * value;
        }
    }

    /// Gauss with pivots; a column without any is taken as 0.
    private static double[] solve(double[][] matrix) {
        for (int column = 0; column < 3; column++) {
            int pivot = column;
            for (int row = column + 1; row < 3; row++) {
                pivot = Math.abs(matrix[row][column]) > Math.abs(matrix[pivot][column]) ? row : pivot;
            }
            double[] swapped = matrix[column];
            matrix[column] = matrix[pivot];
            matrix[pivot] = swapped;
            for (int row = 0; row < 3; row++) {
                if (row != column && matrix[column][column] != 0) {
                    double factor = matrix[row][column] / matrix[column][column];
                    for (int i = column; i < 4; i++) {
                        matrix[row][i] -= factor * matrix[column][i];
                    }
                }
            }
        }
        double[] solution = new double[3];
        for (int i = 0; i < 3; i++) {
            solution[i] = matrix[i][i] == 0 ? 0 : matrix[i][3] / matrix[i][i];
        }
        return solution;
    }

    private static double error(List<Point> points, double[] at) {
        UniversalScalability law = of(at);
        return points.stream()
                .mapToDouble(point -> Math.pow(point.throughput() - law.throughputAt(point.n()), 2))
                .sum();
    }

    double throughputAt(double n) {
        return lambda * n / (1 + sigma * (n - 1) + kappa * n * (n - 1));
    }

    /// Where throughput is greatest; infinite when it never falls.
    double peak() {
        return kappa == 0 ? Double.POSITIVE_INFINITY : Math.max(1, Math.sqrt(Math.max(0, 1 - sigma) / kappa));
    }

    /// The share of the points' variation that the law explains, at most 1.
    double rSquared(List<Point> points) {
        double mean = points.stream().mapToDouble(Point::throughput).average().orElseThrow();
        double all = points.stream().mapToDouble(point -> Math.pow(point.throughput() - mean, 2)).sum();
        double left = points.stream()
                .mapToDouble(point -> Math.pow(point.throughput() - throughputAt(point.n()), 2))
                .sum();
        return all == 0 ? 1 : 1 - left / all;
    }
}
