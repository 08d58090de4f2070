package org.higher.processor.twin.analysis;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.VariableElement;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.analysis.ModelField.Role;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Shape;
import org.jspecify.annotations.Nullable;

/** What each field of a model is to its twin: by its type, its annotation, or what is put there. */
public final class Roles {
    private final InertTypes inert;

    /** The fields that the class itself gives what {@code Tensor.parameter} returns. */
    private final Set<String> givenParameters = new HashSet<>();

    Roles(ClassSource source, InertTypes inert) {
        this.inert = inert;
        for (Tree member : ((ClassTree) source.tree()).getMembers()) {
            if (member instanceof VariableTree field && makesParameter(field.getInitializer())) {
                givenParameters.add(field.getName().toString());
            }
            if (!(member instanceof ClassTree)) {
                findParameters(member);
            }
        }
    }

    ModelField of(VariableElement field) {
        Optional<Shape> shape = Shape.of(field.asType());
        if (shape.isEmpty()) {
            return configuration(field);
        }
        if (shape.get().holdsModules()) {
            return new ModelField(field, Role.MODULE, shape, false);
        }
        if (Annotations.isBuffer(field)) {
            return new ModelField(field, Role.BUFFER, shape, false);
        }
        boolean parameter =
                Annotations.isTrainable(field)
                        || givenParameters.contains(field.getSimpleName().toString());
        return parameter
                ? new ModelField(field, Role.PARAMETER, shape, false)
                : configuration(field);
    }

    private ModelField configuration(VariableElement field) {
        boolean opaque = !inert.isInert(field.asType());
        return new ModelField(field, Role.CONFIGURATION, Optional.empty(), opaque);
    }

    private void findParameters(Tree member) {
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
                if (makesParameter(tree.getExpression())) {
                    name(tree.getVariable()).ifPresent(givenParameters::add);
                }
                return super.visitAssignment(tree, null);
            }

            @Override
            public @Nullable Void visitMethodInvocation(
                    MethodInvocationTree tree, @Nullable Void unused) {
                if (tree.getMethodSelect() instanceof MemberSelectTree select
                        && tree.getArguments().stream().anyMatch(Roles::makesParameter)) {
                    name(select.getExpression()).ifPresent(givenParameters::add);
                }
                return super.visitMethodInvocation(tree, null);
            }
        }.scan(member, null);
    }

    /** The {@code x} of {@code x}, {@code this.x} and {@code x[i]}. */
    private static Optional<String> name(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof ArrayAccessTree element) {
            return name(element.getExpression());
        }
        if (e instanceof IdentifierTree id) {
            return Optional.of(id.getName().toString());
        }
        boolean own =
                e instanceof MemberSelectTree select
                        && select.getExpression() instanceof IdentifierTree id
                        && id.getName().contentEquals("this");
        return own
                ? Optional.of(((MemberSelectTree) e).getIdentifier().toString())
                : Optional.empty();
    }

    /** Whether {@code Tensor.parameter(...)} or {@code withRequiresGrad(true)} is in it. */
    static boolean makesParameter(@Nullable Tree expression) {
        boolean[] found = {false};
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMethodInvocation(
                    MethodInvocationTree tree, @Nullable Void unused) {
                found[0] |= isParameter(tree);
                return super.visitMethodInvocation(tree, null);
            }
        }.scan(expression, null);
        return found[0];
    }

    public static boolean isParameter(MethodInvocationTree call) {
        if (call.getMethodSelect() instanceof MemberSelectTree select) {
            String owner = select.getExpression().toString();
            return select.getIdentifier().contentEquals("parameter")
                            && (owner.equals("Tensor") || owner.endsWith(".Tensor"))
                    || select.getIdentifier().contentEquals("withRequiresGrad")
                            && call.getArguments().get(0) instanceof LiteralTree value
                            && Boolean.TRUE.equals(value.getValue());
        }
        return call.getMethodSelect().toString().equals("parameter");
    }
}
