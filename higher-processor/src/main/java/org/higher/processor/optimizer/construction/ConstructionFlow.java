package org.higher.processor.optimizer.construction;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.names.Meaning;
import org.higher.processor.names.Purity;
import org.higher.processor.text.ClassSource;
import org.jspecify.annotations.Nullable;

/**
 * Data flow from hyperparameters into what a rule keeps: one round over the rule's members.
 *
 * <p>Values flow by assignments and arguments, into everything that a call could change, and by
 * conditions: what is written in a branch depends on what the branch was taken for.
 */
final class ConstructionFlow extends ControlDependence {
    private final List<ExecutableElement> entries;
    private final ClassSource source;
    private final References references;
    private final FrozenValues values;
    private final Dependence dependence;
    private final TransferFunctions transfer;
    private final SideEffects effects;
    private final List<ExecutableElement> constructors;
    private final InnerMethods inside;

    /**
     * One round.
     *
     * @param entries init and update, which are looked at elsewhere
     */
    ConstructionFlow(
            List<ExecutableElement> entries,
            References references,
            FrozenValues values,
            Dependence dependence,
            InnerMethods inside) {
        super(dependence);
        this.entries = entries;
        this.source = references.source();
        this.references = references;
        this.values = values;
        this.dependence = dependence;
        this.transfer = new TransferFunctions(references, values, dependence);
        this.effects = new SideEffects(source);
        this.constructors = source.constructors();
        this.inside = inside;
    }

    /** Looks at a member of the class. */
    void look(Tree member) {
        start(() -> lookAt(member));
    }

    private void lookAt(Tree member) {
        if (member instanceof VariableTree v && v.getInitializer() != null) {
            source.fieldNamed(v.getName()).ifPresent(f -> flow(v.getInitializer(), f));
            scan(v.getInitializer(), null);
        } else if (member instanceof ClassTree c) {
            lookAtClass(c);
        } else if (!(member instanceof VariableTree) && !isEntry(member)) {
            scan(member, null);
        }
    }

    /** Steps keep nothing; they have analyses of their own. */
    private boolean isEntry(Tree member) {
        return entries.stream().anyMatch(m -> source.tree(m).filter(t -> t == member).isPresent());
    }

    /** An object of a class that mentions a hyperparameter, of this rule or a local one, has it. */
    private void lookAtClass(ClassTree tree) {
        Optional<Cause> cause = dependence.in(tree);
        Optional<TypeElement> member =
                ElementFilter.typesIn(source.type().getEnclosedElements()).stream()
                        .filter(t -> t.getSimpleName().equals(tree.getSimpleName()))
                        .findFirst();
        if (cause.isPresent() && member.isPresent()) {
            values.add(member.get(), cause.get());
        } else if (cause.isPresent()) {
            values.addLocalClass(tree.getSimpleName().toString());
        }
        scan(tree, null);
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        if (!tree.getSimpleName().isEmpty()) {
            dependence
                    .in(tree)
                    .ifPresent(c -> values.addLocalClass(tree.getSimpleName().toString()));
        }
        return super.visitClass(tree, null);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unused) {
        Optional<ExecutableElement> method =
                source.methods().stream()
                        .filter(m -> source.tree(m).filter(t -> t == tree).isPresent())
                        .findFirst();
        method.ifPresent(m -> dependence.inBody(tree.getBody()).ifPresent(c -> values.add(m, c)));
        under(values.of(tree), () -> super.visitMethod(tree, null));
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
            source.fieldNamed(parameter.getName()).ifPresent(f -> transfer.component(parameter, f));
        }
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
        List<? extends ExpressionTree> arguments = tree.getArguments();
        if (tree.getMethodSelect() instanceof IdentifierTree id
                && id.getName().contentEquals("this")) {
            construct(arguments);
        }
        for (ExecutableElement method : references.own(tree)) {
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
                transfer.escape(
                        source.names().type(s.getExpression()).get(), arguments, condition());
            }
        }
        if (!effects.isLogger(tree) && !effects.isFunction(tree)) {
            transfer.alias(involved, tree, condition());
        }
        return super.visitMethodInvocation(tree, null);
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
        Optional<TypeElement> created = source.names().type(tree.getIdentifier());
        if (created.filter(source.type()::equals).isPresent()) {
            construct(tree.getArguments());
        } else {
            created.ifPresent(t -> transfer.escape(t, tree.getArguments(), condition()));
            passInside(tree.getArguments(), tree.getIdentifier().toString());
        }
        transfer.alias(tree.getArguments(), tree, condition());
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
        condition().ifPresent(c -> values.add(to, c));
    }

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
        if (Purity.isIncrement(tree)) {
            store(tree.getExpression(), tree.getExpression());
        }
        return super.visitUnary(tree, null);
    }

    /** Into a variable, or into something that a variable holds. */
    private void store(ExpressionTree value, ExpressionTree to) {
        ExpressionTree target = ClassSource.bare(to);
        Optional<Object> declaration = references.declaration(target);
        if (declaration.isPresent()) {
            flow(value, declaration.get());
            return;
        }
        insideField(target)
                .ifPresent(
                        name ->
                                transfer.cause(List.of(value), condition())
                                        .ifPresent(c -> values.addInside(name, c.at(value))));
        List<ExpressionTree> involved = new ArrayList<>(List.of(value));
        if (target instanceof MemberSelectTree s) {
            involved.add(s.getExpression());
        } else if (target instanceof ArrayAccessTree a) {
            involved.add(a.getExpression());
            involved.add(a.getIndex());
        }
        transfer.alias(involved, value, condition());
    }

    private void flow(ExpressionTree value, Object declaration) {
        transfer.flow(value, declaration, condition());
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

    /** What was thrown in a block may carry a value out of it. */
    @Override
    public @Nullable Void visitTry(TryTree tree, @Nullable Void unused) {
        dependence
                .in(tree.getBlock())
                .ifPresent(c -> tree.getCatches().forEach(k -> values.add(k.getParameter(), c)));
        return super.visitTry(tree, null);
    }
}
