package org.higher.architectures;

import org.higher.annotations.Functional;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** A neural differential equation, by steps of the classical Runge-Kutta method. */
@Functional
final class Flow {
    private final Linear slope;
    private final int steps;

    Flow(Draws draws, int steps) {
        slope = draws.linear(3, 3);
        this.steps = steps;
    }

    /** The points after one unit of time, both of shape [points, 3]. */
    Tensor forward(Tensor x) {
        double h = 1.0 / steps;
        Tensor at = x;
        for (int step = 0; step < steps; step++) {
            Tensor a = slope.forward(at).tanh();
            Tensor b = slope.forward(at.add(a.mul(h / 2))).tanh();
            Tensor c = slope.forward(at.add(b.mul(h / 2))).tanh();
            Tensor d = slope.forward(at.add(c.mul(h))).tanh();
            at = at.add(a.add(b.add(c).mul(2)).add(d).mul(h / 6));
        }
        return at;
    }
}
