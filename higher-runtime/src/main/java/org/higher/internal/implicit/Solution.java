package org.higher.internal.implicit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.higher.internal.tape.Messages;
import org.higher.tensor.Tensor;

/**
 * The solution of an inner problem, and how to get at its tensors.
 *
 * @param <W> its type
 */
public final class Solution<W> {
    private final List<Tensor> leaves;

    /** Which leaves are unknowns; the others are held fixed. */
    private final BitSet unknown;

    private final Function<? super W, List<Tensor>> leavesOf;
    private final Function<List<Tensor>, W> rebuilt;
    private final Supplier<List<String>> names;

    private Solution(
            List<Tensor> leaves,
            BitSet unknown,
            Function<? super W, List<Tensor>> leavesOf,
            Function<List<Tensor>, W> rebuilt,
            Supplier<List<String>> names) {
        this.leaves = leaves;
        this.unknown = unknown;
        this.leavesOf = leavesOf;
        this.rebuilt = rebuilt;
        this.names = names;
        checkCut();
        checkTasks();
    }

    /**
     * A list, all tensors of which are unknowns.
     *
     * @throws IllegalArgumentException if there are none, or some require gradients and others do
     *     not, or they are not cut from the tape, or do not have the same tasks
     */
    public static Solution<List<Tensor>> of(List<Tensor> tensors) {
        List<Tensor> leaves = List.copyOf(tensors);
        if (leaves.isEmpty()) {
            throw new IllegalArgumentException(
                    "ImplicitGradient: the list of tensors is empty; give the solution's");
        }
        if (leaves.stream().distinct().count() < leaves.size()) {
            throw new IllegalArgumentException(
                    "ImplicitGradient: the list has one tensor twice; give each once");
        }
        BitSet required = required(leaves);
        if (!required.isEmpty() && required.cardinality() < leaves.size()) {
            int frozen = required.nextClearBit(0);
            throw new IllegalArgumentException(
                    Messages.of(
                            "ImplicitGradient: tensor %d, %s, requires no gradient, and others do;"
                                    + " leave it out, as what is held fixed, or make it an unknown"
                                    + " like the others by withRequiresGrad(true)",
                            frozen, kind(leaves.get(frozen))));
        }
        BitSet all = new BitSet();
        all.set(0, leaves.size());
        return new Solution<>(
                leaves,
                all,
                Function.identity(),
                Function.identity(),
                () -> Stream.iterate(0, i -> i + 1).limit(leaves.size()).map(i -> "" + i).toList());
    }

    /**
     * A tree, of which those tensors are unknowns that require gradients.
     *
     * @param leaves its tensors, each once
     * @param leavesOf the tensors of another one
     * @param rebuilt one of other tensors
     * @param names of the tensors, for messages
     * @throws IllegalArgumentException if none requires a gradient, or they are not cut from the
     *     tape, or do not have the same tasks
     */
    public static <W> Solution<W> ofTree(
            List<Tensor> leaves,
            Function<? super W, List<Tensor>> leavesOf,
            Function<List<Tensor>, W> rebuilt,
            Supplier<List<String>> names) {
        BitSet required = required(leaves);
        if (required.isEmpty()) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "ImplicitGradient: none of the %d parameters of the tree requires a"
                                    + " gradient, so all are held fixed as frozen ones are; mark"
                                    + " the unknowns by withRequiresGrad(true)",
                            leaves.size()));
        }
        return new Solution<>(List.copyOf(leaves), required, leavesOf, rebuilt, names);
    }

    private static BitSet required(List<Tensor> leaves) {
        BitSet required = new BitSet();
        for (int i = 0; i < leaves.size(); i++) {
            required.set(i, leaves.get(i).requiresGrad());
        }
        return required;
    }

    private void checkCut() {
        for (int i = 0; i < leaves.size(); i++) {
            if (!leaves.get(i).isLeaf()) {
                throw new IllegalArgumentException(
                        Messages.of(
                                "ImplicitGradient: weight %s, %s, is on the tape, and its gradient"
                                        + " through what computed it would be lost; solve with"
                                        + " GradientMode.UNTRACKED, or cut it by detach() and then"
                                        + " withRequiresGrad(true)",
                                names.get().get(i), kind(leaves.get(i))));
            }
        }
    }

    /** Else inner products would be those of one task for some, of all for others. */
    private void checkTasks() {
        int first = unknown.nextSetBit(0);
        Tensor one = leaves.get(first);
        for (int i = first; i >= 0; i = unknown.nextSetBit(i + 1)) {
            if (leaves.get(i).taskCount() != one.taskCount()) {
                throw new IllegalArgumentException(
                        Messages.of(
                                "ImplicitGradient: weight %s is %s, and weight %s is %s; give each"
                                        + " task its own of all, by forTasks(int), or freeze what"
                                        + " tasks share",
                                names.get().get(first),
                                kind(one),
                                names.get().get(i),
                                kind(leaves.get(i))));
            }
        }
    }

    /** The values of the unknowns. */
    List<Tensor> unknowns() {
        return unknownsAmong(leaves);
    }

    /** The tensors of another solution that are in the places of the unknowns. */
    List<Tensor> unknownsOf(W other) {
        List<Tensor> others = leavesOf.apply(other);
        if (others.size() != leaves.size()) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "ofFixedPoint: the map made %d tensors of %d; return one for each",
                            others.size(), leaves.size()));
        }
        return unknownsAmong(others);
    }

    private List<Tensor> unknownsAmong(List<Tensor> all) {
        return unknown.stream().mapToObj(all::get).toList();
    }

    /** The solution with other unknowns. */
    W with(List<Tensor> unknowns) {
        List<Tensor> all = new ArrayList<>(leaves);
        int next = 0;
        for (int i = unknown.nextSetBit(0); i >= 0; i = unknown.nextSetBit(i + 1)) {
            all.set(i, unknowns.get(next++));
        }
        return rebuilt.apply(List.copyOf(all));
    }

    /** What an unknown is called, and its type and shape. */
    String name(int index) {
        int leaf = unknown.stream().skip(index).findFirst().orElseThrow();
        return names.get().get(leaf) + ", " + kind(leaves.get(leaf));
    }

    static String kind(Tensor tensor) {
        return Messages.kind(Equations.TENSORS.value(tensor));
    }
}
