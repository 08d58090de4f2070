package org.higher.processor.twin.state;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.VariableElement;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.hierarchy.Hierarchy;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Nd4j;
import org.higher.processor.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Fields that a model's code writes and that no result depends on: counters, what is kept for
 * logging. {@code Bound} has fields of its own for them.
 *
 * <p>A result depends on a field if forward, or what it calls, may read what an earlier call has
 * left there: the model would remember it, the twin, which is bound anew, would not.
 */
public final class KeptState {
    private final Hierarchy hierarchy;
    private final Set<Tree> never;
    private final Set<VariableElement> kept = new LinkedHashSet<>();

    /** Those that are assigned; in the others is an object that changes. */
    private final Set<VariableElement> assigned = new HashSet<>();

    /** Those whose objects are changed by calls that may put their state into something else. */
    private final Set<VariableElement> asked = new HashSet<>();

    private KeptState(Hierarchy hierarchy, Set<Tree> never) {
        this.hierarchy = hierarchy;
        this.never = never;
    }

    /**
     * The state of a model.
     *
     * @param late what it creates late
     * @param methods those that run when it does
     * @param others what they need beside
     * @param candidates the fields that are nothing else
     */
    public static KeptState of(
            Hierarchy hierarchy,
            LateFields late,
            Collection<ExecutableElement> methods,
            Collection<Tree> others,
            Predicate<VariableElement> candidates) {
        KeptState state = new KeptState(hierarchy, late.branches().keySet());
        for (ExecutableElement method : methods) {
            hierarchy.body(method).ifPresent(b -> state.findWritten(method, b, candidates));
        }
        OwnObjects own = new OwnObjects(hierarchy);
        state.kept.removeIf(
                f -> !state.assigned.contains(f) && (state.asked.contains(f) || !own.areIn(f)));
        if (!state.kept.isEmpty()) {
            state.forgetRemembered(methods, others);
        }
        return state;
    }

    private void findWritten(
            ExecutableElement method, BlockTree body, Predicate<VariableElement> candidates) {
        ClassSource source = hierarchy.source(method).orElseThrow();
        ClassSource.eachWrite(
                body,
                never,
                (target, write) ->
                        source.ownField(target)
                                .filter(this::mayBeKept)
                                .filter(candidates)
                                .ifPresent(assigned::add));
        kept.addAll(assigned);
        ClassSource.eachWrite(
                body,
                never,
                (target, write) ->
                        Effects.root(source, target)
                                .filter(f -> source.ownField(target).isEmpty())
                                .filter(candidates)
                                .ifPresent(kept::add));
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMethodInvocation(
                    MethodInvocationTree tree, @Nullable Void unused) {
                Effects.mayChange(source, tree)
                        .flatMap(e -> Effects.root(source, e))
                        .filter(candidates)
                        .ifPresent(f -> addChanged(source, f, tree));
                return super.visitMethodInvocation(tree, null);
            }
        }.scan(body, null);
    }

    private void addChanged(ClassSource source, VariableElement field, MethodInvocationTree call) {
        kept.add(field);
        if (!PlainValues.areGiven(source, call)) {
            asked.add(field);
        }
    }

    /** A field that no other class names, or an array, which none may. */
    private boolean mayBeKept(VariableElement field) {
        boolean array = isArray(field);
        return (array || field.getModifiers().contains(Modifier.PRIVATE))
                && hierarchy.contains(field.getEnclosingElement())
                && !field.getModifiers().contains(Modifier.FINAL)
                && (array || Shape.of(field.asType()).isEmpty() || isTensor(field));
    }

    private boolean isArray(VariableElement field) {
        return hierarchy.isOnArrays() && Nd4j.isArray(hierarchy.type(field));
    }

    private static boolean isTensor(VariableElement field) {
        return Annotations.isTensor(field.asType());
    }

    private void forgetRemembered(Collection<ExecutableElement> methods, Collection<Tree> others) {
        Set<String> members = new HashSet<>();
        Set<String> called = new HashSet<>();
        others.forEach(o -> findNames(o, members, called));
        kept.removeIf(f -> members.contains(f.getSimpleName().toString()));
        Uses uses = Uses.in(hierarchy, methods, never);
        EarlierWrites earlier = new EarlierWrites(hierarchy, uses, kept, called);
        UnusedReads unused = new UnusedReads(uses, kept);
        Predicate<VariableElement> remembered =
                f ->
                        !uses.reads(f).stream()
                                .allMatch(
                                        r ->
                                                earlier.precede(r, f)
                                                        || startsAsInModel(f)
                                                                && unused.contain(r, f));
        boolean changed = true;
        while (changed) {
            changed = kept.removeIf(remembered);
        }
    }

    /** A tensor is not there before the twin has run, and cannot be looked at. */
    private boolean startsAsInModel(VariableElement field) {
        return !isTensor(field) && !isArray(field);
    }

    /** The names that other classes use: of fields, and of methods. */
    private static void findNames(Tree other, Set<String> members, Set<String> called) {
        Set<Tree> calls = new HashSet<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMethodInvocation(
                    MethodInvocationTree tree, @Nullable Void unused) {
                calls.add(tree.getMethodSelect());
                return super.visitMethodInvocation(tree, null);
            }

            @Override
            public @Nullable Void visitMemberReference(
                    MemberReferenceTree tree, @Nullable Void unused) {
                called.add(tree.getName().toString());
                return super.visitMemberReference(tree, null);
            }

            @Override
            public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
                boolean itsOwn = tree.getExpression().toString().equals("this");
                if (!itsOwn) {
                    (calls.contains(tree) ? called : members).add(tree.getIdentifier().toString());
                }
                return super.visitMemberSelect(tree, null);
            }
        }.scan(other, null);
    }

    /**
     * The fields that some code tells of, which does not run when the model does.
     *
     * @param methods of the model
     * @param others what they need beside
     */
    public Set<VariableElement> toldBy(
            Collection<ExecutableElement> methods, Collection<Tree> others) {
        if (kept.isEmpty()) {
            return Set.of();
        }
        Set<String> members = new HashSet<>();
        others.forEach(o -> findNames(o, members, new HashSet<>()));
        Uses uses = Uses.in(hierarchy, methods, never);
        Set<VariableElement> told = new LinkedHashSet<>(kept);
        told.removeIf(
                f -> uses.reads(f).isEmpty() && !members.contains(f.getSimpleName().toString()));
        return told;
    }

    /** Whether {@code Bound} has a field of its own for one that is assigned. */
    public boolean contain(VariableElement field) {
        return kept.contains(field) && assigned.contains(field);
    }

    /** The fields of which no result depends on how the objects in them are changed. */
    public Set<VariableElement> changeable() {
        return Collections.unmodifiableSet(kept);
    }
}
