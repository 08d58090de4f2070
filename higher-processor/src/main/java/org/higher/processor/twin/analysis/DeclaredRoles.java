package org.higher.processor.twin.analysis;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.analysis.ModelField.Role;
import org.higher.processor.twin.hierarchy.Hierarchy;
import org.higher.processor.twin.state.NewParameters;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.ModelParts;
import org.higher.processor.types.Nd4j;
import org.higher.processor.types.Shape;
import org.jspecify.annotations.Nullable;

/** What fields are by their declarations, and by whether code gives them parameters. */
final class DeclaredRoles {
    private final Hierarchy hierarchy;
    private final ValueTypes values;

    /** The fields that one of the classes gives what {@code Tensor.parameter} returns. */
    private final Set<VariableElement> givenParameters = new HashSet<>();

    /** The classes that it makes objects of from what {@code Tensor.parameter} returns. */
    private final Set<TypeElement> madeOfParameters = new HashSet<>();

    private DeclaredRoles(Hierarchy hierarchy, ValueTypes values) {
        this.hierarchy = hierarchy;
        this.values = values;
    }

    static DeclaredRoles in(Hierarchy hierarchy, ValueTypes values) {
        DeclaredRoles roles = new DeclaredRoles(hierarchy, values);
        hierarchy.sources().forEach(roles::findParameters);
        roles.findInHolders();
        return roles;
    }

    /** Whether a field holds an array of ND4J, for which the twin has a tensor. */
    boolean isArray(VariableElement field) {
        return hierarchy.isOnArrays() && Nd4j.isArray(hierarchy.type(field));
    }

    /** How a field holds tensors or modules, if it does. */
    Optional<Shape> shape(VariableElement field) {
        TypeMirror type = hierarchy.type(field);
        return isArray(field)
                ? Optional.of(new Shape.Leaf())
                : Shape.of(type).or(() -> value(field, type));
    }

    /** The shape of a field that holds objects made of parameters or buffers. */
    private Optional<Shape> value(VariableElement field, TypeMirror type) {
        return values.shape(type).filter(shape -> role(field, shape) != Role.CONFIGURATION);
    }

    /** Configuration is what is nothing else, or state. */
    Role of(VariableElement field) {
        return shape(field).map(s -> role(field, s)).orElse(Role.CONFIGURATION);
    }

    private Role role(VariableElement field, Shape shape) {
        if (shape.holdsModules()) {
            return Role.MODULE;
        }
        if (isArray(field) && Annotations.isTrainable(field)) {
            return Role.PARAMETER;
        }
        if (Annotations.isBuffer(field)) {
            return Role.BUFFER;
        }
        boolean parameter =
                Annotations.isTrainable(field)
                        || givenParameters.contains(field)
                        || shape.values().anyMatch(this::isOfParameters);
        return parameter ? Role.PARAMETER : Role.CONFIGURATION;
    }

    private boolean isOfParameters(Shape.ValueOf value) {
        return madeOfParameters.contains(value.type()) || values.isOfParameters(value);
    }

    /** Objects of a part are often made by the models that hold them. */
    private void findInHolders() {
        for (String name : ModelParts.holders(hierarchy.model())) {
            TypeElement holder = hierarchy.elements().getTypeElement(name);
            if (holder != null && !hierarchy.contains(holder) && hierarchy.own().hasTree(holder)) {
                ClassSource source = hierarchy.own().other(holder);
                for (Tree member : ((ClassTree) source.tree()).getMembers()) {
                    if (!(member instanceof ClassTree)) {
                        source.names().resolve(member);
                        findCreations(source, member);
                    }
                }
            }
        }
    }

    private void findCreations(ClassSource source, Tree member) {
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
                addGiven(source, tree);
                return super.visitNewClass(tree, null);
            }
        }.scan(member, null);
    }

    /** The fields of the model that are called as the parameters of a constructor are. */
    private void addGiven(ClassSource source, NewClassTree tree) {
        TypeElement model = hierarchy.model();
        if (!source.names().type(tree.getIdentifier()).filter(model::equals).isPresent()) {
            return;
        }
        List<? extends ExpressionTree> arguments = tree.getArguments();
        ElementFilter.constructorsIn(model.getEnclosedElements()).stream()
                .filter(c -> c.getParameters().size() == arguments.size())
                .map(ExecutableElement::getParameters)
                .forEach(
                        parameters -> {
                            for (int i = 0; i < parameters.size(); i++) {
                                if (NewParameters.areIn(arguments.get(i))) {
                                    addParameter(
                                            hierarchy.own(), parameters.get(i).getSimpleName());
                                }
                            }
                        });
    }

    private void findParameters(ClassSource source) {
        for (Tree member : ((ClassTree) source.tree()).getMembers()) {
            if (member instanceof VariableTree field
                    && NewParameters.areIn(field.getInitializer())) {
                addParameter(source, field.getName());
            }
            if (!(member instanceof ClassTree)) {
                source.names().resolve(member);
                findParameters(source, member);
            }
        }
    }

    /** A field that a class calls by a name, its own or inherited. */
    private void addParameter(ClassSource source, CharSequence name) {
        source.names().field(source.type(), name).ifPresent(givenParameters::add);
    }

    private void findParameters(ClassSource source, Tree member) {
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
                if (NewParameters.areIn(tree.getExpression())) {
                    name(tree.getVariable()).ifPresent(n -> addParameter(source, n));
                }
                return super.visitAssignment(tree, null);
            }

            @Override
            public @Nullable Void visitMethodInvocation(
                    MethodInvocationTree tree, @Nullable Void unused) {
                if (tree.getMethodSelect() instanceof MemberSelectTree select
                        && tree.getArguments().stream().anyMatch(NewParameters::areIn)) {
                    name(select.getExpression()).ifPresent(n -> addParameter(source, n));
                }
                return super.visitMethodInvocation(tree, null);
            }

            @Override
            public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
                if (tree.getArguments().stream().anyMatch(NewParameters::areIn)) {
                    source.names().type(tree.getIdentifier()).ifPresent(madeOfParameters::add);
                    addGiven(source, tree);
                }
                return super.visitNewClass(tree, null);
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
}
