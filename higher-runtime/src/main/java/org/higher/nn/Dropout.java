package org.higher.nn;

import java.util.random.RandomGenerator;
import org.higher.annotations.Functional;
import org.higher.tensor.Tensor;

/**
 * Dropout: zeros in random places, and the rest scaled up so that the mean stays.
 *
 * <p>In training the mask comes from the {@link RandomScope} that is open in the thread; one has to
 * be. It is drawn anew at each call, or kept for the whole scope if that is {@linkplain
 * RandomScope#openFixed fixed}. Several tasks that run as one share it. After {@link #eval} the
 * layer does nothing; a twin follows when it is bound again, as a loop's {@code model()} is.
 *
 * <p>Source: Srivastava et al., Dropout, JMLR 15 (2014).
 */
@Functional
public final class Dropout implements Layer {
    private final double probability;

    /** Stands for this layer in a random scope, for its twins as well. */
    private final Object identity = new Object();

    private boolean training = true;

    /**
     * A layer in training.
     *
     * @param probability of an element to become 0, in [0, 1)
     * @throws IllegalArgumentException if the probability is not
     */
    public Dropout(double probability) {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException(
                    "Dropout: probability is "
                            + probability
                            + "; it must be at least 0 and below 1");
        }
        this.probability = probability;
    }

    @Override
    public void train(boolean on) {
        training = on;
    }

    /**
     * Drops elements, in training.
     *
     * @throws IllegalStateException if no random scope is open in this thread
     */
    @Override
    public Tensor forward(Tensor x) {
        if (!training || probability == 0) {
            return x;
        }
        RandomGenerator random =
                RandomScope.generator(identity, "Dropout", "its mask", ", or call eval()");
        Tensor draws = Tensor.uniform(random, x.dtype(), x.shape()).to(x.device());
        return x.mul(draws.ge(probability).div(1 - probability));
    }
}
