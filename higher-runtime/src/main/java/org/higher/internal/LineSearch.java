package org.higher.internal;

import java.util.List;
import java.util.function.Supplier;
import org.higher.array.DType;
import org.higher.tensor.Tensor;

/**
 * Backtracking line search: how far to go along a step.
 *
 * <p>Nocedal and Wright 2006, <i>Numerical optimization</i>, algorithm 3.1, with the condition of
 * Armijo, equation 3.4.
 */
public final class LineSearch {
    /** How often a step is halved. */
    private static final int HALVINGS = 20;

    /** The part of the promised decrease that is enough. */
    private static final double ENOUGH = 1e-4;

    private LineSearch() {}

    /**
     * Moves parameters along a step until the loss has fallen enough, or not at all if it never
     * does. A step that leads uphill is taken whole.
     *
     * @param before the loss where the step begins
     * @param loss of the parameters as they are
     * @return whether they have moved
     * @throws IllegalStateException if the loss is not finite there, or its slope is not
     */
    public static boolean along(List<Move> moves, double before, Supplier<Tensor> loss) {
        double slope = slope(moves);
        if (!Double.isFinite(before) || !Double.isFinite(slope)) {
            throw new IllegalStateException(
                    String.format(
                            "lineSearchStep: the loss is %s, and its slope along the step %s;"
                                    + " nothing was moved; begin with other weights, or look at the"
                                    + " data",
                            before, slope));
        }
        boolean done = false;
        try {
            double length = 1;
            for (int halved = 0; halved <= HALVINGS && !done; halved++, length /= 2) {
                double part = length;
                moves.forEach(move -> move.by(part));
                double reached = slope < 0 ? loss.get().detach().item() : Double.NEGATIVE_INFINITY;
                done = reached <= before + ENOUGH * length * slope;
            }
        } finally {
            if (!done) {
                moves.forEach(Move::back);
            }
        }
        return done;
    }

    /** Of the loss along the whole step. */
    private static double slope(List<Move> moves) {
        double slope = 0;
        for (Move move : moves) {
            slope += move.gradient().mul(move.step()).to(DType.FLOAT64).sum().item();
        }
        return slope;
    }
}
