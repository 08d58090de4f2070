package org.higher.processor.optimizer.construction;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.names.Meaning;
import org.higher.processor.optimizer.flow.Uses;
import org.higher.processor.optimizer.rule.Purity;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.jspecify.annotations.Nullable;

/**
 * Data flow from hyperparameters into what a rule keeps: one round of it.
 *
 * <p>Values flow by assignments and arguments, into everything that a call could change, and by
 * conditions: what is written in a branch depends on what the branch was taken for.
 */
public final class FrozenFlow extends ControlDependence {
    private final ClassSource source;
    private final SideEffects effects;
    private final List<ExecutableElement> constructors;

    private final InnerMethods inside;

    public FrozenFlow(ClassSource source, Frozen frozen) {
        super(frozen);
        this.source = source;
        this.effects = new SideEffects(source);
        this.constructors = source.constructors();
        this.inside = InnerMethods.of(source);
    }

    /** Looks at a member of the class. */
    public void look(Tree member) {
        condition = null;
        if (member instanceof VariableTree v && v.getInitializer() != null) {
            source.fieldNamed(v.getName()).ifPresent(f -> flow(v.getInitializer(), f));
            scan(v.getInitializer(), null);
        } else if (member instanceof ClassTree c) {
            lookAtClass(c);
        } else if (!(member instanceof VariableTree) && !isEntry(member)) {
            scan(member, null);
        }
    }

    /** Steps are looked at by {@link Uses}: they keep nothing. */
    private boolean isEntry(Tree member) {
        return source.methods().stream()
                .filter(Rule::isEntry)
                .anyMatch(m -> source.tree(m).filter(t -> t == member).isPresent());
    }

    /** An object of a class that mentions a hyperparameter, of this rule or a local one, has it. */
    private void lookAtClass(ClassTree tree) {
        Optional<Frozen.Cause> cause = frozen.in(tree);
        Optional<TypeElement> member =
                ElementFilter.typesIn(source.type().getEnclosedElements()).stream()
                        .filter(t -> t.getSimpleName().equals(tree.getSimpleName()))
                        .findFirst();
        if (cause.isPresent() && member.isPresent()) {
            frozen.add(member.get(), cause.get());
        } else if (cause.isPresent()) {
            frozen.addLocalClass(tree.getSimpleName().toString());
        }
        scan(tree, null);
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        if (!tree.getSimpleName().isEmpty()) {
            frozen.in(tree).ifPresent(c -> frozen.addLocalClass(tree.getSimpleName().toString()));
        }
        return super.visitClass(tree, null);
    }

    // ---- methods and what they are given

    @Override
    public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unused) {
        Optional<ExecutableElement> method =
                source.methods().stream()
                        .filter(m -> source.tree(m).filter(t -> t == tree).isPresent())
                        .findFirst();
        method.ifPresent(m -> frozen.inBody(tree.getBody()).ifPresent(c -> frozen.add(m, c)));
        Frozen.Cause outer = condition;
        condition = frozen.of(tree).orElse(outer);
        super.visitMethod(tree, null);
        condition = outer;
        if (isCompact(tree)) {
            componentsOf(tree);
        }
        return null;
    }

    /** Whether a record's constructor leaves the assignments to the compiler. */
    private boolean isCompact(MethodTree tree) {
        return source.type().getKind() == ElementKind.RECORD
                && constructors.stream()
                        .filter(c -> source.tree(c).filter(t -> t == tree).isPresent())
                        .anyMatch(source::isCompact);
    }

    private void componentsOf(MethodTree compact) {
        for (VariableTree parameter : compact.getParameters()) {
            source.fieldNamed(parameter.getName()).ifPresent(f -> link(parameter, f));
        }
    }

    private void link(VariableTree parameter, VariableElement field) {
        if (Annotations.isTrainable(field)) {
            frozen.addSource(parameter, new Frozen.Cause(field, parameter));
        } else {
            frozen.of(parameter).ifPresent(c -> frozen.add(field, c));
        }
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
        List<? extends ExpressionTree> arguments = tree.getArguments();
        if (tree.getMethodSelect() instanceof IdentifierTree id
                && id.getName().contentEquals("this")) {
            construct(arguments);
        }
        for (ExecutableElement method : frozen.own(tree)) {
            source.tree(method).ifPresent(t -> pass(arguments, t));
        }
        List<ExpressionTree> involved = new ArrayList<>(arguments);
        if (tree.getMethodSelect() instanceof IdentifierTree id) {
            passInside(arguments, id.getName());
        }
        if (tree.getMethodSelect() instanceof MemberSelectTree s) {
            passInside(arguments, s.getIdentifier());
            involved.add(s.getExpression());
            if (source.names().type(s.getExpression()).isPresent()) {
                retain(source.names().type(s.getExpression()).get(), arguments);
            }
        }
        if (!effects.isLogger(tree) && !effects.isFunction(tree)) {
            mix(involved, tree);
        }
        return super.visitMethodInvocation(tree, null);
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
        Optional<TypeElement> created = source.names().type(tree.getIdentifier());
        if (created.filter(source.type()::equals).isPresent()) {
            construct(tree.getArguments());
        } else {
            created.ifPresent(t -> retain(t, tree.getArguments()));
            passInside(tree.getArguments(), tree.getIdentifier().toString());
        }
        mix(tree.getArguments(), tree);
        return super.visitNewClass(tree, null);
    }

    /** To methods of classes inside the rule: which one is meant is not known. */
    private void passInside(List<? extends ExpressionTree> arguments, CharSequence name) {
        inside.named(name).forEach(t -> pass(arguments, t));
    }

    private void construct(List<? extends ExpressionTree> arguments) {
        List<VariableElement> fields = source.fields();
        if (source.type().getRecordComponents().size() == arguments.size()) {
            for (int i = 0; i < arguments.size(); i++) {
                flow(arguments.get(i), fields.get(i));
            }
        }
        constructors.forEach(c -> source.tree(c).ifPresent(t -> pass(arguments, t)));
    }

    private void pass(List<? extends ExpressionTree> arguments, MethodTree to) {
        List<? extends VariableTree> parameters = to.getParameters();
        boolean variable =
                !parameters.isEmpty()
                        && parameters.get(parameters.size() - 1).toString().contains("...");
        if (!variable && parameters.size() != arguments.size()) {
            return;
        }
        for (int i = 0; i < arguments.size() && !parameters.isEmpty(); i++) {
            flow(arguments.get(i), parameters.get(Math.min(i, parameters.size() - 1)));
        }
        if (condition != null) {
            frozen.add(to, condition);
        }
    }

    // ---- values on their way

    @Override
    public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
        if (tree.getInitializer() != null) {
            flow(tree.getInitializer(), tree);
        }
        return super.visitVariable(tree, null);
    }

    @Override
    public @Nullable Void visitEnhancedForLoop(EnhancedForLoopTree tree, @Nullable Void unused) {
        flow(tree.getExpression(), tree.getVariable());
        return branch(tree.getExpression(), () -> super.visitEnhancedForLoop(tree, null));
    }

    @Override
    public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
        store(tree.getExpression(), tree.getVariable());
        return super.visitAssignment(tree, null);
    }

    @Override
    public @Nullable Void visitCompoundAssignment(
            CompoundAssignmentTree tree, @Nullable Void unused) {
        store(tree.getExpression(), tree.getVariable());
        return super.visitCompoundAssignment(tree, null);
    }

    @Override
    public @Nullable Void visitUnary(UnaryTree tree, @Nullable Void unused) {
        if (Purity.isChange(tree)) {
            store(tree.getExpression(), tree.getExpression());
        }
        return super.visitUnary(tree, null);
    }

    /** Into a variable, or into something that a variable holds. */
    private void store(ExpressionTree value, ExpressionTree to) {
        ExpressionTree target = ClassSource.bare(to);
        Optional<Object> declaration = frozen.declaration(target);
        if (declaration.isPresent()) {
            flow(value, declaration.get());
            return;
        }
        insideField(target)
                .ifPresent(
                        name -> {
                            Frozen.Cause cause = cause(List.of(value));
                            if (cause != null) {
                                frozen.addInside(name, cause.at(value));
                            }
                        });
        List<ExpressionTree> involved = new ArrayList<>(List.of(value));
        if (target instanceof MemberSelectTree s) {
            involved.add(s.getExpression());
        } else if (target instanceof ArrayAccessTree a) {
            involved.add(a.getExpression());
            involved.add(a.getIndex());
        }
        mix(involved, value);
    }

    /** The name of a field of a class inside the rule, in that class. */
    private Optional<String> insideField(ExpressionTree target) {
        if (target instanceof MemberSelectTree s
                && s.getExpression() instanceof IdentifierTree id
                && id.getName().contentEquals("this")) {
            return Optional.of(s.getIdentifier().toString());
        }
        return target instanceof IdentifierTree id
                        && source.names().of(id) == Meaning.Opaque.INSIDE_BODY
                ? Optional.of(id.getName().toString())
                : Optional.empty();
    }

    private void flow(ExpressionTree value, Object to) {
        if (frozen.isSource(to)) {
            frozen.addSources(value, hyperparameter(to));
        }
        boolean ownValue =
                to instanceof VariableElement f
                        && Annotations.isTrainable(f)
                        && !Rule.holdsModules(f);
        if (ownValue) {
            return;
        }
        Frozen.Cause cause = cause(List.of(value));
        if (cause != null) {
            frozen.add(to, passedOn(value).orElse(cause.at(value)));
        }
        // what is put into it later is put into what it was made of
        frozen.of(to).filter(c -> !frozen.isSource(to)).ifPresent(c -> change(value, c));
        frozen.of(to).ifPresent(c -> parameters(value, c.at(value)));
    }

    /** Functions may be called with what is kept beside them. */
    private void parameters(ExpressionTree functions, Frozen.Cause cause) {
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitLambdaExpression(
                    LambdaExpressionTree tree, @Nullable Void unused) {
                tree.getParameters().forEach(p -> frozen.add(p, cause));
                return super.visitLambdaExpression(tree, null);
            }

            @Override
            public @Nullable Void visitMemberReference(
                    MemberReferenceTree tree, @Nullable Void unused) {
                source.names().methods(source.type(), tree.getName()).stream()
                        .filter(m -> m.getEnclosingElement().equals(source.type()))
                        .flatMap(m -> source.tree(m).stream())
                        .forEach(t -> t.getParameters().forEach(p -> frozen.add(p, cause)));
                return super.visitMemberReference(tree, null);
            }
        }.scan(functions, null);
    }

    /** A constructor's parameter has its value from where the constructor is called. */
    private Optional<Frozen.Cause> passedOn(ExpressionTree value) {
        return frozen.declaration(value)
                .filter(d -> !frozen.isSource(d))
                .filter(
                        d ->
                                constructors.stream()
                                        .flatMap(c -> source.tree(c).stream())
                                        .anyMatch(c -> c.getParameters().contains(d)))
                .flatMap(frozen::of);
    }

    private VariableElement hyperparameter(Object declaration) {
        return declaration instanceof VariableElement f && Annotations.isTrainable(f)
                ? f
                : frozen.of(declaration).orElseThrow().hyperparameter();
    }

    private Frozen.@Nullable Cause cause(List<? extends ExpressionTree> of) {
        for (ExpressionTree e : of) {
            Optional<Frozen.Cause> cause = frozen.in(e);
            if (cause.isPresent()) {
                return cause.get();
            }
        }
        return condition;
    }

    /** A call may put anything that it sees into anything else. */
    private void mix(List<? extends ExpressionTree> involved, Tree at) {
        boolean alone = involved.stream().filter(e -> !(e instanceof LiteralTree)).count() < 2;
        Frozen.Cause cause = alone ? condition : cause(involved);
        if (cause == null) {
            return;
        }
        for (ExpressionTree e : involved) {
            change(e, cause.at(at));
            parameters(e, cause.at(at));
        }
    }

    /** Everything changeable that an expression names holds the value from now on. */
    private void change(ExpressionTree expression, Frozen.Cause cause) {
        if (!source.typing().of(expression).map(SideEffects::canChange).orElse(true)) {
            return;
        }
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
                found(tree);
                return null;
            }

            @Override
            public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
                found(tree);
                return super.visitMemberSelect(tree, null);
            }

            private void found(ExpressionTree e) {
                if (source.typing().of(e).map(SideEffects::canChange).orElse(true)) {
                    frozen.declaration(e)
                            .filter(d -> !frozen.isSource(d))
                            .ifPresent(d -> frozen.add(d, cause));
                }
            }
        }.scan(expression, null);
    }

    /** A class keeps in static fields what its constructors and static methods are given. */
    private void retain(TypeElement type, List<? extends ExpressionTree> arguments) {
        Frozen.Cause cause = cause(arguments);
        if (cause != null && !arguments.isEmpty() && effects.hasMemory(type)) {
            frozen.add(type, cause.at(arguments.get(0)));
        }
    }

    /** What was thrown in a block may carry a value out of it. */
    @Override
    public @Nullable Void visitTry(TryTree tree, @Nullable Void unused) {
        frozen.in(tree.getBlock())
                .ifPresent(c -> tree.getCatches().forEach(k -> frozen.add(k.getParameter(), c)));
        return super.visitTry(tree, null);
    }
}
