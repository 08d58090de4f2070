package org.higher.optim;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.internal.StateTensors;
import org.higher.tensor.NoGrad;
import org.higher.tensor.Tensor;

/** Checks that some groups can go on from a state. */
final class StateFit {
    private final String caller;

    /** Whether element types have to agree, too. */
    private final boolean types;

    private StateFit(String caller, boolean types) {
        this.caller = caller;
        this.types = types;
    }

    /**
     * For an optimizer that works in place: shapes, element types and task axes have to agree.
     *
     * @param caller for the message
     */
    static StateFit exactly(String caller) {
        return new StateFit(caller, true);
    }

    /**
     * For one whose weights may have another element type, or a task axis.
     *
     * @param caller for the message
     */
    static StateFit inShape(String caller) {
        return new StateFit(caller, false);
    }

    /**
     * Checks a state.
     *
     * @throws IllegalArgumentException if it is of another rule, of other groups, or of parameters
     *     of other shapes
     */
    void check(OptimizerState state, List<? extends ParamGroup<?>> to) {
        List<List<Optional<Object>>> groups = state.groups();
        if (groups.size() != to.size()) {
            throw error("%s: %d groups for an optimizer of %d", caller, groups.size(), to.size());
        }
        for (int i = 0; i < groups.size(); i++) {
            ParamGroup<?> group = to.get(i);
            List<Optional<Object>> states = groups.get(i);
            if (states.size() != group.slots()) {
                throw error(
                        "%s: group %d: %d states for %d parameters%s",
                        caller,
                        i,
                        states.size(),
                        group.params().size(),
                        group.isJoint() ? ", which share one" : "");
            }
            List<Object> own = group.initialStates();
            for (int j = 0; j < states.size(); j++) {
                if (states.get(j).isPresent()) {
                    String at = String.format("%s: group %d, %s", caller, i, group.slot(j));
                    check(at, states.get(j).get(), own.get(j), group, j);
                }
            }
        }
    }

    private void check(String at, Object given, Object own, ParamGroup<?> group, int slot) {
        if (given.getClass() != own.getClass()) {
            throw error(
                    "%s: a %s is not a %s",
                    at, given.getClass().getName(), own.getClass().getName());
        }
        Map<String, Tensor> parts = StateTensors.of(given);
        Map<String, Tensor> known = StateTensors.of(own);
        if (!known.keySet().containsAll(parts.keySet())) {
            known = afterAStep(group, slot, known);
        }
        Tensor p = group.params().get(slot).detach();
        for (Map.Entry<String, Tensor> part : parts.entrySet()) {
            String name = part.getKey().isEmpty() ? "its state" : part.getKey();
            if (types) {
                checkTasks(at, name, part.getValue(), p);
            }
            Tensor like = known.get(part.getKey());
            if (like != null) {
                checkLike(at, name, part.getValue(), p, like);
            }
        }
        if (types && group.rule() instanceof JointRule<?> joint) {
            checkGoesOn(at, joint, given, group.params().stream().map(Tensor::detach).toList());
        }
    }

    /** A state of all weights can be of fewer, or of other links, where each tensor fits. */
    @SuppressWarnings("unchecked") // of the class of the rule's own
    private static <S> void checkGoesOn(
            String at, JointRule<S> rule, Object given, List<Tensor> p) {
        try {
            NoGrad.get(() -> afterAStep(rule, p));
        } catch (RuntimeException e) {
            return; // a rule that refuses such a step says nothing of the state
        }
        try {
            List<Tensor> zeros = p.stream().map(Tensor::zerosLike).toList();
            NoGrad.get(() -> rule.update(p, zeros, (S) given));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    at + ": the rule can't go on from it: " + e.getMessage(), e);
        }
    }

    private static void checkTasks(String at, String name, Tensor tensor, Tensor p) {
        if (tensor.taskCount() != p.taskCount() && tensor.taskCount() != 0) {
            throw error(
                    "%s: %s has a value for each of %d tasks, but its parameter %s; take the state"
                            + " of a loop without tasks(%d), or go on from it in a loop of as many"
                            + " tasks, by state(...)",
                    at,
                    name,
                    tensor.taskCount(),
                    p.taskCount() == 0 ? "one for all" : "is of " + p.taskCount(),
                    tensor.taskCount());
        }
    }

    private void checkLike(String at, String name, Tensor tensor, Tensor p, Tensor like) {
        if (!Arrays.equals(tensor.shape(), like.shape())
                || types && tensor.dtype() != like.dtype()) {
            throw error(
                    "%s: %s is %s %s, but of a parameter %s %s it is %s %s; take the state of an"
                            + " optimizer of the same parameters",
                    at,
                    name,
                    tensor.dtype(),
                    Arrays.toString(tensor.shape()),
                    p.dtype(),
                    Arrays.toString(p.shape()),
                    like.dtype(),
                    Arrays.toString(like.shape()));
        }
    }

    /** What there is only later, such as a velocity. */
    private static Map<String, Tensor> afterAStep(
            ParamGroup<?> group, int slot, Map<String, Tensor> known) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        try {
            all.putAll(StateTensors.of(NoGrad.get(() -> afterAStep(group, slot))));
        } catch (RuntimeException e) {
            // a rule that refuses such a step leaves less to compare with
            all.clear();
        }
        all.putAll(known);
        return all;
    }

    private static Object afterAStep(ParamGroup<?> group, int slot) {
        return group.rule() instanceof JointRule<?> joint
                ? afterAStep(joint, group.params().stream().map(Tensor::detach).toList())
                : afterAStep(group.rule(), group.params().get(slot).detach());
    }

    private static <S> Object afterAStep(JointRule<S> rule, List<Tensor> p) {
        return rule.update(p, p.stream().map(Tensor::zerosLike).toList(), rule.init(p)).state();
    }

    private static <S> Object afterAStep(UpdateRule<S> rule, Tensor p) {
        return rule.update(p, p.zerosLike(), rule.init(p)).state();
    }

    private static IllegalArgumentException error(String message, Object... args) {
        return new IllegalArgumentException(String.format(message, args));
    }
}
