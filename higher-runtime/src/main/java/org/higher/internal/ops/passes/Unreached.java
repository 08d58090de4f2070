package org.higher.internal.ops.passes;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.Value;

/** The error for tensors that have no gradient although one was asked for. */
public final class Unreached {
    /** How many are listed. */
    private static final int MOST = 4;

    /** Callers that return no gradients of which zeros could be asked. */
    private static final Set<String> WITHOUT_ZEROS =
            Set.of("gaussNewtonProduct", "hessianVectorProduct");

    private Unreached() {}

    /**
     * Checks that every input has been reached.
     *
     * @param caller for the message
     * @param fact that goes before them: {@code the output does not depend on}
     * @param inputs what it was differentiated by
     * @param reached whether there is a gradient for an input
     * @throws IllegalArgumentException if there is none for some: it names them, and says what to
     *     write
     */
    public static void check(String caller, String fact, List<Value> inputs, IntPredicate reached) {
        String instead = instead(caller);
        List<String> constants = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Value input = inputs.get(i);
            if (!reached.test(i)) {
                (input.requiresGrad() ? others : constants).add(i + ", " + Messages.kind(input));
            }
        }
        if (!constants.isEmpty()) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: %s no gradient; make what is to be learned with"
                                    + " Tensor.parameter(...), before anything is computed from"
                                    + " it.%s",
                            caller, listed(constants, "requires", "require"), instead));
        }
        if (!others.isEmpty()) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: %s reached, %d of %d: %s %s. An inner loop"
                                    + " adapts copies of a model's weights: open it with"
                                    + " copyInitialWeights(false) for gradients by the model's own,"
                                    + " or differentiate by loop.params(0); nothing is reached"
                                    + " through detach(), truncate(), NoGrad or steps of"
                                    + " GradientMode.UNTRACKED, and the solution of an"
                                    + " ImplicitGradient does not depend on where the search for it"
                                    + " began, unless its loss does.%s",
                            caller,
                            listed(others, "is not", "are not"),
                            others.size(),
                            inputs.size(),
                            fact,
                            others.size() == 1 ? "it" : "them",
                            instead));
        }
    }

    /** What to call where zeros are meant, if there is something. */
    private static String instead(String caller) {
        if (WITHOUT_ZEROS.contains(caller)) {
            return "";
        }
        boolean named = caller.equals("grad") || caller.contains("MetaBatch.");
        return " Where zeros are meant, ask for them: "
                + (named ? caller + "OrZeros" : "orZeros()");
    }

    /** As {@code input 0, FLOAT32 [3]; input 2, FLOAT32 [] are not}. */
    private static String listed(List<String> inputs, String one, String several) {
        int count = Math.min(MOST, inputs.size());
        String names = "input " + String.join("; input ", inputs.subList(0, count));
        String more = inputs.size() > count ? "; and " + (inputs.size() - count) + " more" : "";
        return names + more + " " + (inputs.size() == 1 ? one : several);
    }
}
