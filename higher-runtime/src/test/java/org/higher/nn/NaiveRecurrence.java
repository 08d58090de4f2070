package org.higher.nn;

import java.util.Optional;
import org.higher.tensor.Tensor;

/** Recurrent cells with loops over numbers, written from the formulas. */
final class NaiveRecurrence {
    private final String kind;
    private final double[] wi;
    private final double[] wh;
    private final double[] bi;
    private final double[] bh;
    private final int inputs;
    private final int hidden;

    /** The state that a step leaves. */
    double[] h;

    double[] c;

    NaiveRecurrence(String kind, Tensor wi, Tensor wh, Optional<Tensor> bi, Optional<Tensor> bh) {
        this.kind = kind;
        this.wi = wi.toDoubles();
        this.wh = wh.toDoubles();
        this.bi = bi.map(Tensor::toDoubles).orElseGet(() -> new double[wh.size(0)]);
        this.bh = bh.map(Tensor::toDoubles).orElseGet(() -> new double[wh.size(0)]);
        this.inputs = wi.size(1);
        this.hidden = wh.size(1);
        h = new double[hidden];
        c = new double[hidden];
    }

    /** One step of one row of a batch. */
    void step(double... x) {
        double[] next = new double[hidden];
        for (int j = 0; j < hidden; j++) {
            switch (kind) {
                case "tanh" -> next[j] = Math.tanh(ofInput(0, j, x) + ofState(0, j));
                case "relu" -> next[j] = Math.max(0, ofInput(0, j, x) + ofState(0, j));
                case "lstm" -> {
                    double i = sigmoid(ofInput(0, j, x) + ofState(0, j));
                    double f = sigmoid(ofInput(1, j, x) + ofState(1, j));
                    double g = Math.tanh(ofInput(2, j, x) + ofState(2, j));
                    double o = sigmoid(ofInput(3, j, x) + ofState(3, j));
                    c[j] = f * c[j] + i * g;
                    next[j] = o * Math.tanh(c[j]);
                }
                case "gru" -> {
                    double r = sigmoid(ofInput(0, j, x) + ofState(0, j));
                    double z = sigmoid(ofInput(1, j, x) + ofState(1, j));
                    double n = Math.tanh(ofInput(2, j, x) + r * ofState(2, j));
                    next[j] = (1 - z) * n + z * h[j];
                }
                default -> throw new IllegalArgumentException(kind);
            }
        }
        h = next;
    }

    private double ofInput(int gate, int unit, double... x) {
        int row = gate * hidden + unit;
        double sum = bi[row];
        for (int k = 0; k < inputs; k++) {
            sum += wi[row * inputs + k] * x[k];
        }
        return sum;
    }

    private double ofState(int gate, int unit) {
        int row = gate * hidden + unit;
        double sum = bh[row];
        for (int k = 0; k < hidden; k++) {
            sum += wh[row * hidden + k] * h[k];
        }
        return sum;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
