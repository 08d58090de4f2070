package org.higher.elsewhere;

import static org.higher.nn.Losses.mse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.higher.Higher;
import org.higher.MetaBatch;
import org.higher.functional.Twins;
import org.higher.io.Checkpoint;
import org.higher.optim.Optimizer;
import org.higher.optim.Optimizers;
import org.higher.optim.Overrides;
import org.higher.tensor.NoGrad;
import org.higher.tensor.Tensor;

/** Uses most of the library, and closes no more than it has to. */
public final class Program implements Callable<Object> {
    private final FunctionalTiny net = FunctionalTiny.of(new Tiny());
    private final Optimizer<Shrinking> inner =
            Optimizer.of(net.parameters(), new Shrinking(0.1, 0.9));

    @Override
    public Object call() throws Exception {
        adaptedLoss(1).backward();
        Twins.of(new Tiny());
        MetaBatch neverClosed = new MetaBatch(2);
        List<Tensor> gradients =
                neverClosed.mean(net.parameters(), List.of(1, 2, 3), this::adaptedLoss).gradients();
        inner.step(gradients);
        saveAndLoad();
        NoGrad.run(() -> Tensor.ones(300, 300).mmul(Tensor.ones(300, 300)));
        return inner;
    }

    private Tensor adaptedLoss(int task) {
        Tensor x = Tensor.ones(3, 2).mul(task);
        Tensor y = Tensor.ones(3, 1);
        Overrides<Shrinking> learned = Optimizers.trainable(inner);
        try (var loop =
                Higher.innerLoop(net, inner).override(learned).copyInitialWeights(false).open()) {
            for (int k = 0; k < 2; k++) {
                loop.step(mse(loop.model().forward(x), y));
            }
            return mse(loop.model().forward(x), y);
        }
    }

    private void saveAndLoad() throws Exception {
        Path file = Files.createTempFile("program", ".higher");
        try {
            Checkpoint.builder()
                    .params("net", net.params())
                    .optimizer("inner", inner)
                    .text("by", "a program")
                    .save(file);
            Checkpoint saved = Checkpoint.load(file);
            saved.copyInto("net", net.params());
            saved.restore("inner", inner);
        } finally {
            Files.delete(file);
        }
    }
}
