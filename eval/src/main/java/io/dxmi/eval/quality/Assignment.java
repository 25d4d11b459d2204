package io.dxmi.eval.quality;

import java.util.Arrays;

/**
 * The linear assignment problem, solved exactly by shortest augmenting paths with column prices (Jonker and Volgenant,
 * Computing 38, 1987). Time O(n³) at worst, memory O(n) beside the costs; 2,000 rows take seconds.
 */
public final class Assignment {

    private static final int NONE = -1;

    private final double[][] cost;
    private final int n;

    /** Price of each column; reduced costs {@code cost - price} of matched pairs are their row's smallest. */
    private final double[] price;

    private final int[] columnOf;
    private final int[] rowOf;

    // One search: the length of the shortest path to each column, the row before it, and which columns are settled.
    private final double[] distance;
    private final int[] previousRow;
    private final boolean[] settled;

    private Assignment(double[][] cost) {
        this.cost = cost;
        n = cost.length;
        price = new double[n];
        columnOf = new int[n];
        rowOf = new int[n];
        distance = new double[n];
        previousRow = new int[n];
        settled = new boolean[n];
    }

    /**
     * For each row, the column it is matched with, so that the sum of costs is smallest.
     *
     * @param cost (n, n), finite
     */
    public static int[] solve(double[][] cost) {
        if (Points.dimension("cost", cost) != cost.length) {
            throw new IllegalArgumentException(
                    "cost is (" + cost.length + ", " + cost[0].length + "), expected a square");
        }
        Assignment problem = new Assignment(cost);
        problem.reduceColumns();
        for (int row = 0; row < problem.n; row++) {
            if (problem.columnOf[row] == NONE) problem.augment(row);
        }
        return problem.columnOf;
    }

    /** Prices each column at its cheapest row, and matches the two if that row is still free. */
    private void reduceColumns() {
        Arrays.fill(columnOf, NONE);
        Arrays.fill(rowOf, NONE);
        Arrays.fill(price, Double.POSITIVE_INFINITY);
        int[] cheapest = new int[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (cost[i][j] < price[j]) {
                    price[j] = cost[i][j];
                    cheapest[j] = i;
                }
            }
        }
        for (int j = 0; j < n; j++) {
            if (columnOf[cheapest[j]] != NONE) continue;
            columnOf[cheapest[j]] = j;
            rowOf[j] = cheapest[j];
        }
    }

    /** Matches one more row along the path of least reduced cost to a free column (Dijkstra's algorithm). */
    private void augment(int freeRow) {
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        Arrays.fill(settled, false);
        int row = freeRow;
        double offset = 0; // path length so far, less the reduced cost of the row's own match
        int column;
        while (true) {
            column = relax(row, offset);
            if (rowOf[column] == NONE) break;
            settled[column] = true;
            row = rowOf[column];
            offset = distance[column] - (cost[row][column] - price[column]);
        }
        double length = distance[column];
        for (int j = 0; j < n; j++) {
            if (settled[j]) price[j] += distance[j] - length;
        }
        flip(freeRow, column);
    }

    /** Shortens paths through {@code row}; returns the nearest column that is not settled. */
    private int relax(int row, double offset) {
        double[] costs = cost[row];
        int nearest = NONE;
        for (int j = 0; j < n; j++) {
            if (settled[j]) continue;
            double length = offset + costs[j] - price[j];
            if (length < distance[j]) {
                distance[j] = length;
                previousRow[j] = row;
            }
            if (nearest == NONE || distance[j] < distance[nearest]) nearest = j;
        }
        return nearest;
    }

    /** Exchanges matched and unmatched pairs along the path that ends at {@code column}. */
    private void flip(int freeRow, int column) {
        int row;
        do {
            row = previousRow[column];
            rowOf[column] = row;
            int next = columnOf[row];
            columnOf[row] = column;
            column = next;
        } while (row != freeRow);
    }
}
