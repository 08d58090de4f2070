package org.higher.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.higher.internal.io.state.SameState;
import org.higher.internal.io.state.StateDecoder;
import org.higher.internal.io.state.StateEncoder;
import org.higher.internal.io.state.StateType;
import org.higher.internal.io.state.Value;
import org.higher.optim.Optimizer;
import org.higher.optim.OptimizerState;
import org.higher.optim.ParamGroup;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/** Turns what an optimizer remembers into an entry, and back. */
final class States {
    private States() {}

    /**
     * The entry of a state.
     *
     * @throws IllegalArgumentException if the optimizer has other groups, or the state something in
     *     it that can't be saved
     */
    static Entry.States encode(String name, Optimizer<?> optimizer, OptimizerState state) {
        List<List<Entry.Slot>> groups = new ArrayList<>();
        for (ParamGroup<?> group : optimizer.groups()) {
            int i = groups.size();
            int count = i < state.groups().size() ? state.groups().get(i).size() : 0;
            check(
                    count == group.params().size(),
                    "%s: group %d: %d states for %d parameters; give the optimizer that the state"
                            + " comes from",
                    name,
                    i,
                    count,
                    group.params().size());
            List<Entry.Slot> slots = new ArrayList<>();
            for (int j = 0; j < count; j++) {
                String at = String.format("%s: group %d, parameter %d", name, i, j);
                Tensor p = group.params().get(j);
                slots.add(encode(at, state.groups().get(i).get(j), group.rule(), p));
            }
            groups.add(slots);
        }
        check(
                state.groups().size() == groups.size(),
                "%s: %d groups of states for %d of parameters; give the optimizer that the state"
                        + " comes from",
                name,
                state.groups().size(),
                groups.size());
        return new Entry.States(ruleName(optimizer.ruleType()), groups, state.steps());
    }

    /** What is written has been read again, since not every state can be told from its rule. */
    private static Entry.Slot encode(
            String at, Optional<Object> state, UpdateRule<?> rule, Tensor p) {
        Value value = StateEncoder.encode(state.orElse(null), at);
        Entry.Slot slot = new Entry.Slot(Optional.of(Entry.Form.of(p)), value);
        String why = "something else would come back";
        try {
            if (SameState.same(state, decode(at, slot, rule, p))) {
                return slot;
            }
        } catch (IllegalArgumentException e) {
            why = String.valueOf(e.getMessage());
        }
        throw lost(at, why);
    }

    private static IllegalArgumentException lost(String at, String why) {
        return new IllegalArgumentException(
                String.format(
                        "%s: this state could not be loaded again (%s); declare its parts as what"
                                + " they are, with List and Map for containers, and Optional for what"
                                + " may be missing",
                        at, why));
    }

    /**
     * Checks that an optimizer's state can be put into one like it.
     *
     * @throws IllegalArgumentException if it refuses what its rule has made
     */
    static <R extends UpdateRule<?>> void checkRestorable(String name, Optimizer<R> optimizer) {
        Optimizer.Builder<R> like = Optimizer.builder();
        optimizer.groups().forEach(group -> like.group(group.params(), group.rule()));
        try {
            like.build().restore(optimizer.state());
        } catch (IllegalArgumentException e) {
            throw lost(name, String.valueOf(e.getMessage()));
        }
    }

    /**
     * The state in an entry.
     *
     * @throws IllegalArgumentException if the optimizer has another rule, or groups of other
     *     parameters
     */
    static OptimizerState decode(Entry.States saved, Optimizer<?> optimizer) {
        String rule = ruleName(optimizer.ruleType());
        check(
                saved.rule().isEmpty() || saved.rule().equals(rule),
                "it is the state of %s, but the optimizer's rule is %s; make the optimizer with"
                        + " %s",
                saved.rule(),
                rule,
                saved.rule());
        check(
                saved.groups().size() == optimizer.groups().size(),
                "%d groups in the file, %d in the optimizer; give it the same groups",
                saved.groups().size(),
                optimizer.groups().size());
        List<List<Optional<Object>>> groups = new ArrayList<>();
        for (int i = 0; i < saved.groups().size(); i++) {
            groups.add(decode("group " + i, saved.groups().get(i), optimizer.groups().get(i)));
        }
        return OptimizerState.of(groups).withSteps(saved.steps());
    }

    private static List<Optional<Object>> decode(
            String at, List<Entry.Slot> saved, ParamGroup<?> group) {
        check(
                saved.size() == group.params().size(),
                "%s: %d parameters in the file, %d in the optimizer; give it the same, in the"
                        + " same order",
                at,
                saved.size(),
                group.params().size());
        List<Optional<Object>> states = new ArrayList<>();
        for (int j = 0; j < saved.size(); j++) {
            Tensor p = group.params().get(j);
            states.add(decode(at + ", parameter " + j, saved.get(j), group.rule(), p));
        }
        return states;
    }

    private static Optional<Object> decode(
            String at, Entry.Slot saved, UpdateRule<?> rule, Tensor p) {
        saved.parameter().ifPresent(form -> Matching.checkForm(at, form, Entry.Form.of(p)));
        if (saved.state() instanceof Value.Nothing) {
            return Optional.empty();
        }
        Object example = rule.init(p.detach());
        StateType type = StateType.of(rule).orElseGet(() -> StateType.of(example.getClass()));
        StateDecoder decoder = new StateDecoder(p.device());
        return Optional.ofNullable(decoder.decode(type, saved.state(), example, at));
    }

    /** As in source, without the package, which may change. */
    private static String ruleName(Class<?> rule) {
        String prefix = rule.getPackageName().isEmpty() ? "" : rule.getPackageName() + ".";
        return rule.getName().substring(prefix.length()).replace('$', '.');
    }

    private static void check(boolean fact, String message, Object... args) {
        if (!fact) {
            throw new IllegalArgumentException(String.format(message, args));
        }
    }
}
