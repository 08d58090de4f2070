package org.higher.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.higher.internal.io.state.SameState;
import org.higher.internal.io.state.StateDecoder;
import org.higher.internal.io.state.StateEncoder;
import org.higher.internal.io.state.StateType;
import org.higher.internal.io.state.Value;
import org.higher.optim.JointRule;
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
            List<Like> likes = likes(name + ": group " + i, group);
            int count = i < state.groups().size() ? state.groups().get(i).size() : 0;
            check(
                    count == likes.size(),
                    "%s: group %d: %d states for %d parameters%s; give the optimizer that the state"
                            + " comes from",
                    name,
                    i,
                    count,
                    group.params().size(),
                    group.rule() instanceof JointRule ? ", which share one" : "");
            List<Entry.Slot> slots = new ArrayList<>();
            for (int j = 0; j < count; j++) {
                slots.add(encode(state.groups().get(i).get(j), likes.get(j)));
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

    /**
     * What a state is like.
     *
     * @param at which it is, for messages
     * @param first of the parameters that it is of
     * @param form of the parameter; empty for the state of a joint rule, which is of several
     * @param example what the rule begins with
     */
    private record Like(
            String at,
            UpdateRule<?> rule,
            Tensor first,
            Optional<Entry.Form> form,
            Object example) {}

    private static List<Like> likes(String at, ParamGroup<?> group) {
        UpdateRule<?> rule = group.rule();
        List<Object> examples = group.initialStates();
        if (rule instanceof JointRule && !examples.isEmpty()) {
            return List.of(
                    new Like(
                            at + ", all parameters",
                            rule,
                            group.params().get(0),
                            Optional.empty(),
                            examples.get(0)));
        }
        List<Like> likes = new ArrayList<>();
        for (int j = 0; j < examples.size(); j++) {
            Tensor p = group.params().get(j);
            Optional<Entry.Form> form = Optional.of(Entry.Form.of(p));
            likes.add(new Like(at + ", parameter " + j, rule, p, form, examples.get(j)));
        }
        return likes;
    }

    /** What is written has been read again, since not every state can be told from its rule. */
    private static Entry.Slot encode(Optional<Object> state, Like like) {
        Value value = StateEncoder.encode(state.orElse(null), like.at);
        Entry.Slot slot = new Entry.Slot(like.form, value);
        String why = "something else would come back";
        try {
            if (SameState.same(state, decode(slot, like))) {
                return slot;
            }
        } catch (IllegalArgumentException e) {
            why = String.valueOf(e.getMessage());
        }
        throw lost(like.at, why);
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
        List<Like> likes = likes(at, group);
        check(
                saved.size() == likes.size(),
                "%s: %d %s in the file, %d in the optimizer; give it the same, in the same order",
                at,
                saved.size(),
                group.rule() instanceof JointRule ? "states" : "parameters",
                likes.size());
        List<Optional<Object>> states = new ArrayList<>();
        for (int j = 0; j < saved.size(); j++) {
            states.add(decode(saved.get(j), likes.get(j)));
        }
        return states;
    }

    private static Optional<Object> decode(Entry.Slot saved, Like like) {
        if (saved.parameter().isPresent() && like.form.isPresent()) {
            Matching.checkForm(like.at, saved.parameter().get(), like.form.get());
        }
        if (saved.state() instanceof Value.Nothing) {
            return Optional.empty();
        }
        StateType type =
                StateType.of(like.rule).orElseGet(() -> StateType.of(like.example.getClass()));
        StateDecoder decoder = new StateDecoder(like.first.device());
        return Optional.ofNullable(decoder.decode(type, saved.state(), like.example, like.at));
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
