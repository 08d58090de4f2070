package org.higher.examples.samples;

import static org.higher.nn.Losses.mse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.examples.FunctionalNet;
import org.higher.examples.Net;
import org.higher.io.Checkpoint;
import org.higher.nn.Init;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/**
 * Sample 5: stopping a run and going on with it.
 *
 * <p>A {@link Checkpoint} holds weights, the state of optimizers, learned hyperparameters and the
 * iteration. A run that goes on from it is, to the last bit, the run that never stopped.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample05Checkpoint}
 *
 * <p>Expect: 20 iterations in one go and 10 and 10 with a file in between, and no difference.
 */
public final class Sample05Checkpoint {
    private final FunctionalNet net = FunctionalNet.of(new Net());
    private final Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.01));
    private final Tensor rate = Tensor.parameter(Tensor.scalar(0.01));
    private final Overrides<Sgd> learned = Overrides.of(DifferentiableSgd.LR, rate);
    private final Optimizer<Adam> outer;
    private long iteration;

    private Sample05Checkpoint() {
        List<Tensor> trained = new ArrayList<>(net.parameters());
        trained.add(rate);
        outer = Optimizer.of(trained, new Adam(0.001));
    }

    /** Prints the claim. */
    public static void main(String[] args) {
        System.out.println(run());
    }

    static Result run() {
        Sample05Checkpoint inOneGo = seeded(1);
        inOneGo.trainUntil(20);
        try {
            Path file = Files.createTempFile("higher", ".zip");
            Sample05Checkpoint first = seeded(1);
            first.trainUntil(10);
            first.save(file);
            // As if in another process: other initial weights, fresh optimizers.
            Sample05Checkpoint second = seeded(2);
            second.resume(file);
            second.trainUntil(20);
            Result result = new Result(Files.size(file), second.iteration, inOneGo.sameAs(second));
            Files.delete(file);
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Sample05Checkpoint seeded(long seed) {
        Init.seed(seed);
        return new Sample05Checkpoint();
    }

    private void save(Path file) throws IOException {
        Checkpoint.builder()
                .params("model", net.params())
                .optimizer("outer", outer)
                .overrides("learned", learned)
                .number("iteration", iteration)
                .save(file);
    }

    private void resume(Path file) throws IOException {
        Checkpoint saved = Checkpoint.load(file);
        saved.restoreAll(
                all ->
                        all.copyInto("model", net.params())
                                .restore("outer", outer)
                                .copyInto("learned", learned));
        iteration = saved.longValue("iteration");
    }

    private void trainUntil(long end) {
        for (; iteration < end; iteration++) {
            // Drawn from the iteration, so that there is no generator to be saved.
            Tensor x = Tensor.normal(new SplittableRandom(iteration), DType.FLOAT32, 10, 1);
            Tensor y = x.add((double) iteration).sin();
            outer.zeroGrad();
            try (var loop =
                    Higher.innerLoop(net, inner)
                            .copyInitialWeights(false)
                            .override(learned)
                            .open()) {
                loop.step(mse(loop.model().forward(x), y));
                mse(loop.model().forward(x), y).backward();
            }
            outer.step();
        }
    }

    private boolean sameAs(Sample05Checkpoint other) {
        List<Tensor> own = net.parameters();
        List<Tensor> others = other.net.parameters();
        boolean equal = rate.item() == other.rate.item();
        for (int i = 0; i < own.size(); i++) {
            equal &= Arrays.equals(own.get(i).toFloats(), others.get(i).toFloats());
        }
        return equal;
    }

    /** What the sample found: the size of the file, and whether both runs ended the same. */
    record Result(long bytes, long iterations, boolean equal) {
        @Override
        public String toString() {
            return String.format(
                    "After %d iterations, half of them from a file of %d bytes, the weights are"
                            + " %s of a run in one go.",
                    iterations, bytes, equal ? "to the last bit those" : "not those");
        }
    }
}
