package org.higher.processor.twin.containers;

import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.twin.containers.ContainerFacts.Change;
import org.higher.processor.twin.containers.ContainerFacts.Place;
import org.higher.processor.twin.containers.expressions.SwitchResults;
import org.jspecify.annotations.Nullable;

/** What lambda expressions and method references are given, and what they do with it. */
final class FunctionFlows {
    private final Trees trees;
    private final HeldTypes types;
    private final HeldValues values;
    private final ContainerFacts facts;

    FunctionFlows(Trees trees, HeldTypes types, HeldValues values, ContainerFacts facts) {
        this.trees = trees;
        this.types = types;
        this.values = values;
        this.facts = facts;
    }

    /** Adds that a variable or result has a value; if that is a function, what it will be given. */
    void assign(Element target, TreePath value, Place at) {
        Held.Source source = new Held.Named(target);
        add(source, values.of(value), at);
        give(value, i -> input(source, i), at);
        override(value, at);
    }

    /** Adds what a variable or result may be; functions from there are given what it is given. */
    void add(Held.Source target, Set<Held> held, Place at) {
        facts.addFlows(target, held, at);
        int inputs = target.type().map(types::inputs).orElse(0);
        for (int i = 0; i < inputs; i++) {
            Held input = new Held(new Held.Input(target, i), Held.How.ITSELF);
            for (Held value : held) {
                facts.addFlows(new Held.Input(value.of(), i), Set.of(input), at);
            }
        }
    }

    /** What is put into a container is in what may be that container. */
    void store(Set<Held> containers, Set<Held> stored, Place at) {
        containers.forEach(c -> add(c.of(), stored, at));
    }

    /** A function in what may be a container is given what functions from there are given. */
    void put(Set<Held> containers, TreePath function, Place at) {
        for (Held container : containers) {
            give(function, i -> input(container.of(), i), at);
        }
    }

    private static Set<Held> input(Held.Source function, int index) {
        return Set.of(new Held(new Held.Input(function, index), Held.How.ITSELF));
    }

    /** Adds that a function is called that a value is. */
    void call(Set<Held> functions, List<Set<Held>> arguments, Place at) {
        for (Held function : functions) {
            for (int i = 0; i < arguments.size(); i++) {
                add(new Held.Input(function.of(), i), arguments.get(i), at);
            }
        }
    }

    /** What a function does with what it is given, or one in a container; nothing for others. */
    void give(TreePath function, IntFunction<Set<Held>> given, Place at) {
        Tree tree = function.getLeaf();
        if (tree instanceof ParenthesizedTree p) {
            give(new TreePath(function, p.getExpression()), given, at);
        } else if (tree instanceof TypeCastTree cast) {
            give(new TreePath(function, cast.getExpression()), given, at);
        } else if (tree instanceof ConditionalExpressionTree choice) {
            give(new TreePath(function, choice.getTrueExpression()), given, at);
            give(new TreePath(function, choice.getFalseExpression()), given, at);
        } else if (tree instanceof SwitchExpressionTree) {
            SwitchResults.of(function).forEach(r -> give(r, given, at));
        } else if (tree instanceof NewArrayTree array && array.getInitializers() != null) {
            array.getInitializers().forEach(e -> give(new TreePath(function, e), given, at));
        } else if (isOfJdk(function) && tree instanceof NewClassTree made) {
            made.getArguments().forEach(e -> give(new TreePath(function, e), given, at));
        } else if (isOfJdk(function) && tree instanceof MethodInvocationTree made) {
            made.getArguments().forEach(e -> give(new TreePath(function, e), given, at));
        } else {
            giveFunction(function, given, at);
        }
    }

    private boolean isOfJdk(TreePath call) {
        Element method = trees.getElement(call);
        return method instanceof ExecutableElement && JdkContainers.isOfJdk(method);
    }

    private void giveFunction(TreePath function, IntFunction<Set<Held>> given, Place at) {
        if (function.getLeaf() instanceof LambdaExpressionTree lambda) {
            for (int i = 0; i < lambda.getParameters().size(); i++) {
                give(
                        trees.getElement(new TreePath(function, lambda.getParameters().get(i))),
                        given.apply(i),
                        at);
            }
        } else if (function.getLeaf() instanceof MemberReferenceTree reference
                && trees.getElement(function) instanceof ExecutableElement method) {
            boolean unbound = values.isUnbound(function, reference);
            if (JdkContainers.isOfJdk(method)) {
                giveJdk(function, reference, method, given, at);
                return;
            }
            if (values.isOfObject(method)) {
                TreePath on = new TreePath(function, reference.getQualifierExpression());
                Set<Held> receiver = unbound ? given.apply(0) : values.of(on);
                add(new Held.Receiver(method), receiver, at);
            }
            for (int i = 0; i < method.getParameters().size(); i++) {
                give(method.getParameters().get(i), given.apply(unbound ? i + 1 : i), at);
            }
        }
    }

    private void giveJdk(
            TreePath function,
            MemberReferenceTree reference,
            ExecutableElement method,
            IntFunction<Set<Held>> given,
            Place at) {
        TreePath on = new TreePath(function, reference.getQualifierExpression());
        boolean unbound = values.isUnbound(function, reference);
        Set<Held> receiver = unbound ? given.apply(0) : values.of(on);
        int count = method.getParameters().size();
        if (unbound && JdkChanges.ofReceiver(method)) {
            change(receiver, method.getEnclosingElement().asType(), at);
        }
        JdkChanges.ofArgument(method, count)
                .ifPresent(
                        i ->
                                change(
                                        given.apply(unbound ? i + 1 : i),
                                        method.getParameters().get(i).asType(),
                                        at));
        for (int i = 0; i < count && JdkChanges.ofReceiver(method); i++) {
            Set<Held> stored = given.apply(unbound ? i + 1 : i);
            Set<Held> held = JdkContainers.whenStored(method).apply(stored);
            store(receiver, held, at);
        }
    }

    /** Adds that a method of the JDK changes something. */
    void change(Set<Held> changed, @Nullable TypeMirror type, Place at) {
        change(changed, type, true, at);
    }

    /** The same; or it only fills something in. */
    void change(Set<Held> changed, @Nullable TypeMirror type, boolean certain, Place at) {
        facts.addChange(new Change(changed, type, certain, at, ContainerScan.CHANGED));
    }

    private void give(@Nullable Element variable, Set<Held> value, Place at) {
        if (variable instanceof VariableElement v && types.mayHold(v.asType())) {
            add(new Held.Named(v), value, at);
        }
    }

    /** A function is what the method of its interface does: {@code Rows r = () -> rows}. */
    private void override(TreePath function, Place at) {
        boolean is =
                function.getLeaf() instanceof LambdaExpressionTree
                        || function.getLeaf() instanceof MemberReferenceTree;
        if (is) {
            types.function(trees.getTypeMirror(function))
                    .filter(m -> !JdkContainers.isOfJdk(m))
                    .ifPresent(m -> add(new Held.Named(m), values.of(function), at));
        }
    }
}
