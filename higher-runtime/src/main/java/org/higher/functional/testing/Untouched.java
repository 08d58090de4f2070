package org.higher.functional.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.internal.reflect.Reach;
import org.higher.tensor.Tensor;

/** A model's tensors as they were before a pass of its twin, which must leave them alone. */
final class Untouched {
    private record Kept(String path, Tensor tensor, Tensor values, Optional<Tensor> gradient) {}

    private final List<Kept> kept = new ArrayList<>();
    private final Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private Untouched() {}

    /** Takes down the tensors of a model, and those of a tree of its twin. */
    static Untouched of(Object model, ParamTree tree) {
        Untouched untouched = new Untouched();
        Reach.from(
                model,
                model.getClass().getSimpleName(),
                FunctionalModule.class,
                found -> {
                    if (found.value() instanceof Tensor tensor) {
                        untouched.add(found.path(), tensor);
                    }
                    return true;
                });
        Params.named(tree).forEach(untouched::add);
        Params.buffers(tree).forEach(untouched::add);
        return untouched;
    }

    private void add(String path, Tensor tensor) {
        if (seen.add(tensor)) {
            kept.add(new Kept(path, tensor, tensor.detach(), tensor.grad()));
        }
    }

    /** What is no longer as it was. */
    Optional<String> change() {
        for (Kept k : kept) {
            if (Difference.tensors(k.values, k.tensor, "").isPresent()) {
                return Optional.of("it writes into " + k.path);
            }
            if (k.gradient.orElse(null) != k.tensor.grad().orElse(null)) {
                return Optional.of("it takes gradients into " + k.path);
            }
        }
        return Optional.empty();
    }

    /** Gives every tensor the gradient back that it had. */
    void restoreGradients() {
        for (Kept k : kept) {
            if (k.gradient.orElse(null) != k.tensor.grad().orElse(null)) {
                k.tensor.zeroGrad();
                k.gradient.ifPresent(g -> sum(k.tensor.mul(g)).backward());
            }
        }
    }

    private static Tensor sum(Tensor tensor) {
        Tensor sum = tensor.sum();
        return sum.taskCount() == 0 ? sum : sum.sumOfTasks();
    }
}
