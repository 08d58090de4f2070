package org.higher.processor.twin.state;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.names.Meaning;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.containers.JdkContainers;
import org.higher.processor.twin.hierarchy.Hierarchy;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Which fields of a model an array or container may be from, whatever it is called where it is
 * changed: a twin has the same ones as its model.
 */
public final class SharedObjects {
    /** What makes something new of a container. */
    private static final Set<String> COPYING =
            Set.of("clone", "parallelStream", "stream", "toArray", "toString");

    private final Hierarchy hierarchy;
    private final Predicate<VariableElement> configuration;
    private final Map<TypeElement, ClassSource> copied = new HashMap<>();

    /** What may be in a variable or field, or be a method's result. */
    private final Map<Object, List<Value>> given = new HashMap<>();

    private record Value(ClassSource source, ExpressionTree expression) {}

    private SharedObjects(Hierarchy hierarchy, Predicate<VariableElement> configuration) {
        this.hierarchy = hierarchy;
        this.configuration = configuration;
        hierarchy.sources().forEach(s -> copied.put(s.type(), s));
    }

    /**
     * What a model's twin shares with it.
     *
     * @param others code of other classes that is copied with it, and where it is from
     * @param configuration the fields that the twin has from the model
     */
    public static SharedObjects of(
            Hierarchy hierarchy,
            Map<Tree, ClassSource> others,
            Predicate<VariableElement> configuration) {
        SharedObjects shared = new SharedObjects(hierarchy, configuration);
        others.values().forEach(s -> shared.copied.putIfAbsent(s.type(), s));
        for (ClassSource source : hierarchy.sources()) {
            source.methods().stream()
                    .flatMap(m -> source.tree(m).stream())
                    .forEach(m -> shared.follow(source, m));
        }
        others.forEach((code, source) -> shared.follow(source, code));
        return shared;
    }

    /** The field that has the array whose element an assignment to a target changes. */
    public Optional<VariableElement> changed(ClassSource source, ExpressionTree target) {
        return ClassSource.bare(target) instanceof ArrayAccessTree element
                ? field(source, element.getExpression())
                : Optional.empty();
    }

    /** The field that has what a method changes that is not copied. */
    public Optional<VariableElement> changed(ClassSource source, MethodInvocationTree call) {
        List<ExecutableElement> meant = source.typing().candidates(call);
        Optional<VariableElement> receiver =
                Effects.changed(source, call).flatMap(e -> field(source, e));
        if (receiver.isPresent()) {
            return receiver;
        }
        int count = call.getArguments().size();
        for (int i = 0; i < count; i++) {
            int index = i;
            Optional<VariableElement> field =
                    meant.stream().anyMatch(m -> changesArgument(m, index, count))
                            ? field(source, call.getArguments().get(i))
                            : Optional.empty();
            if (field.isPresent()) {
                return field;
            }
        }
        return Optional.empty();
    }

    /** The field that has what a method that is referred to changes. */
    public Optional<VariableElement> changed(ClassSource source, MemberReferenceTree reference) {
        return Effects.changed(source, reference).flatMap(e -> field(source, e));
    }

    private boolean changesArgument(ExecutableElement method, int index, int count) {
        if (JdkContainers.changedArgument(method, count).filter(i -> i == index).isPresent()) {
            return true;
        }
        TypeElement owner = (TypeElement) method.getEnclosingElement();
        boolean array =
                index < method.getParameters().size()
                        && method.getParameters().get(index).asType().getKind() == TypeKind.ARRAY;
        if (!array || tree(method).isPresent() || !hierarchy.own().hasTree(owner)) {
            return false;
        }
        ClassSource other = hierarchy.own().other(owner);
        boolean[] changes = {false};
        other.tree(method)
                .filter(t -> t.getBody() != null)
                .ifPresent(
                        t ->
                                ClassSource.eachWrite(
                                        t.getBody(),
                                        (target, write) ->
                                                changes[0] |=
                                                        isElement(
                                                                other,
                                                                target,
                                                                t.getParameters().get(index))));
        return changes[0];
    }

    private static boolean isElement(ClassSource in, ExpressionTree target, VariableTree array) {
        return ClassSource.bare(target) instanceof ArrayAccessTree element
                && ClassSource.bare(element.getExpression()) instanceof IdentifierTree id
                && in.names().of(id) instanceof Meaning.Local local
                && local.declaration() == array;
    }

    /** The text of a method that is copied. */
    private Optional<MethodTree> tree(ExecutableElement method) {
        TypeElement owner = (TypeElement) method.getEnclosingElement();
        ClassSource own = hierarchy.own();
        ClassSource declaring = copied.get(owner);
        if (declaring == null && outermost(owner).equals(outermost(own.type()))) {
            declaring = own;
        }
        return Optional.ofNullable(declaring).flatMap(s -> s.tree(method));
    }

    private static Element outermost(Element type) {
        Element e = type;
        while (e.getEnclosingElement() instanceof TypeElement around) {
            e = around;
        }
        return e;
    }

    private Optional<VariableElement> field(ClassSource source, ExpressionTree array) {
        return field(source, array, new HashSet<>());
    }

    private Optional<VariableElement> field(
            ClassSource source, ExpressionTree expression, Set<Object> seen) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof ArrayAccessTree row) {
            return field(source, row.getExpression(), seen);
        }
        if (e instanceof TypeCastTree cast) {
            return field(source, cast.getExpression(), seen);
        }
        if (e instanceof AssignmentTree assignment) {
            return field(source, assignment.getExpression(), seen);
        }
        if (e instanceof ConditionalExpressionTree either) {
            return field(source, either.getTrueExpression(), seen)
                    .or(() -> field(source, either.getFalseExpression(), seen));
        }
        if (e instanceof MethodInvocationTree call) {
            List<ExecutableElement> meant = source.typing().candidates(call);
            if (meant.stream().anyMatch(SharedObjects::isView)) {
                return field(source, call.getArguments().get(0), seen);
            }
            boolean part =
                    meant.stream().anyMatch(SharedObjects::isPart)
                            && call.getMethodSelect() instanceof MemberSelectTree;
            return part
                    ? field(
                            source,
                            ((MemberSelectTree) call.getMethodSelect()).getExpression(),
                            seen)
                    : meant.stream().flatMap(m -> result(m, seen).stream()).findFirst();
        }
        if (e instanceof IdentifierTree id
                && source.names().of(id) instanceof Meaning.Local local) {
            return among(local.declaration(), seen);
        }
        Optional<VariableElement> named = named(source, e);
        return named.filter(this::isShared).or(() -> named.flatMap(f -> among(f, seen)));
    }

    private static boolean isView(ExecutableElement method) {
        return method.getEnclosingElement().toString().equals("java.util.Arrays")
                && method.getSimpleName().contentEquals("asList");
    }

    /** What a method returns; a record's accessor is not written down. */
    private Optional<VariableElement> result(ExecutableElement method, Set<Object> seen) {
        Element owner = method.getEnclosingElement();
        return tree(method)
                .map(t -> among(t, seen))
                .orElseGet(
                        () ->
                                owner.getKind() == ElementKind.RECORD
                                        ? hierarchy
                                                .own()
                                                .names()
                                                .field((TypeElement) owner, method.getSimpleName())
                                                .flatMap(f -> among(f, seen))
                                        : Optional.empty());
    }

    /** Whether a method returns what is in a container. */
    private static boolean isPart(ExecutableElement method) {
        return method.getEnclosingElement().toString().startsWith("java.util.")
                && !method.getModifiers().contains(Modifier.STATIC)
                && !COPYING.contains(method.getSimpleName().toString());
    }

    private Optional<VariableElement> among(Object place, Set<Object> seen) {
        return seen.add(place)
                ? given.getOrDefault(place, List.of()).stream()
                        .flatMap(v -> field(v.source, v.expression, seen).stream())
                        .findFirst()
                : Optional.empty();
    }

    /** Whether the twin has what is in a field from the model. */
    private boolean isShared(VariableElement field) {
        return (field.asType().getKind() == TypeKind.ARRAY || Shape.of(field.asType()).isEmpty())
                && hierarchy.contains(field.getEnclosingElement())
                && !field.getModifiers().contains(Modifier.STATIC)
                && configuration.test(field);
    }

    /** The field that an expression names, of whatever object. */
    private static Optional<VariableElement> named(ClassSource source, ExpressionTree e) {
        if (e instanceof IdentifierTree id) {
            return source.names().of(id) instanceof Meaning.Field f
                    ? Optional.of(f.field())
                    : Optional.empty();
        }
        return e instanceof MemberSelectTree select
                ? source.ownField(select).or(() -> selected(source, select))
                : Optional.empty();
    }

    private static Optional<VariableElement> selected(ClassSource source, MemberSelectTree select) {
        return source.typing()
                .receiver(select.getExpression())
                .flatMap(Annotations::element)
                .flatMap(t -> source.names().field(t, select.getIdentifier()));
    }

    private void follow(ClassSource source, Tree code) {
        new Flow(source, Optional.empty()).scan(code, null);
    }

    private final class Flow extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final ClassSource source;
        private final Optional<MethodTree> method;

        Flow(ClassSource source, Optional<MethodTree> method) {
            this.source = source;
            this.method = method;
        }

        private void give(@Nullable Object place, @Nullable ExpressionTree value) {
            if (place != null && value != null) {
                given.computeIfAbsent(place, p -> new ArrayList<>()).add(new Value(source, value));
            }
        }

        @Override
        public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
            give(tree, tree.getInitializer());
            return super.visitVariable(tree, null);
        }

        @Override
        public @Nullable Void visitEnhancedForLoop(
                EnhancedForLoopTree tree, @Nullable Void unused) {
            give(tree.getVariable(), tree.getExpression());
            return super.visitEnhancedForLoop(tree, null);
        }

        @Override
        public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
            ExpressionTree target = ClassSource.bare(tree.getVariable());
            if (target instanceof IdentifierTree id
                    && source.names().of(id) instanceof Meaning.Local local) {
                give(local.declaration(), tree.getExpression());
            } else {
                named(source, target).ifPresent(f -> give(f, tree.getExpression()));
            }
            return super.visitAssignment(tree, null);
        }

        @Override
        public @Nullable Void visitReturn(ReturnTree tree, @Nullable Void unused) {
            method.ifPresent(m -> give(m, tree.getExpression()));
            return super.visitReturn(tree, null);
        }

        @Override
        public @Nullable Void visitLambdaExpression(
                LambdaExpressionTree tree, @Nullable Void unused) {
            new Flow(source, Optional.empty()).scan(tree.getBody(), null);
            return null;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unused) {
            new Flow(source, Optional.of(tree)).scan(tree.getBody(), null);
            return null;
        }

        @Override
        public @Nullable Void visitMethodInvocation(
                MethodInvocationTree tree, @Nullable Void unused) {
            source.typing().candidates(tree).forEach(m -> pass(m, tree.getArguments()));
            return super.visitMethodInvocation(tree, null);
        }

        @Override
        public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
            source.names().type(tree.getIdentifier()).stream()
                    .flatMap(t -> ElementFilter.constructorsIn(t.getEnclosedElements()).stream())
                    .forEach(c -> pass(c, tree.getArguments()));
            return super.visitNewClass(tree, null);
        }

        /** Arguments, into the parameters of a method that is copied. */
        private void pass(ExecutableElement called, List<? extends ExpressionTree> arguments) {
            if (called.getParameters().size() != arguments.size()) {
                return;
            }
            boolean record =
                    called.getKind() == ElementKind.CONSTRUCTOR
                            && called.getEnclosingElement().getKind() == ElementKind.RECORD;
            Optional<MethodTree> tree = tree(called);
            for (int i = 0; i < arguments.size(); i++) {
                ExpressionTree argument = arguments.get(i);
                if (record) {
                    TypeElement owner = (TypeElement) called.getEnclosingElement();
                    source.names()
                            .field(owner, called.getParameters().get(i).getSimpleName())
                            .ifPresent(f -> give(f, argument));
                }
                if (tree.isPresent()) {
                    give(tree.get().getParameters().get(i), argument);
                }
            }
        }
    }
}
