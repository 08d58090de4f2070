package org.higher.processor.twin.analysis;

import com.palantir.javapoet.TypeName;
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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.analysis.ModelField.Role;
import org.higher.processor.twin.hierarchy.Hierarchy;
import org.higher.processor.twin.hierarchy.MemberNames;
import org.higher.processor.twin.nd4j.ArrayCaches;
import org.higher.processor.twin.state.NewParameters;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Nd4j;
import org.higher.processor.types.Shape;
import org.jspecify.annotations.Nullable;

/** What each field of a model is to its twin: by its type, its annotation, or what is put there. */
public final class FieldRoles {
    private final Hierarchy hierarchy;
    private final MemberNames names;
    private final InertTypes inert;
    private final CopyContext context;
    private final Set<VariableElement> caches;

    /** The fields that one of the classes gives what {@code Tensor.parameter} returns. */
    private final Set<VariableElement> givenParameters = new HashSet<>();

    /** The classes that it makes objects of from what {@code Tensor.parameter} returns. */
    private final Set<TypeElement> madeOfParameters = new HashSet<>();

    private FieldRoles(CopyContext context, InertTypes inert) {
        this.context = context;
        this.hierarchy = context.hierarchy();
        this.names = context.placement().names();
        this.inert = inert;
        this.caches = new HashSet<>();
        hierarchy.sources().forEach(s -> caches.addAll(ArrayCaches.in(s)));
    }

    static FieldRoles of(CopyContext context, InertTypes inert) {
        FieldRoles roles = new FieldRoles(context, inert);
        context.hierarchy().sources().forEach(roles::findParameters);
        return roles;
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

    /** A field; {@code mentioned} says whether copied code mentions it. */
    ModelField of(VariableElement field, boolean mentioned) {
        TypeMirror type = hierarchy.type(field);
        if (Nd4j.isArray(type) && hierarchy.isOnArrays()) {
            return ofArray(field, mentioned);
        }
        Optional<Shape> shape = Shape.of(type).or(() -> value(field, type));
        Role declared = shape.map(s -> role(field, s)).orElse(Role.CONFIGURATION);
        boolean configuration = declared == Role.CONFIGURATION;
        Role role = configuration && context.kept().contain(field) ? Role.STATE : declared;
        boolean keptTensor = role == Role.STATE && shape.isPresent();
        boolean opaque = configuration && !keptTensor && !inert.isInert(type);
        boolean own = field.getEnclosingElement().equals(hierarchy.model());
        boolean open = !field.getModifiers().contains(Modifier.PRIVATE) && (own || !opaque);
        return new ModelField(
                field,
                names.of(field),
                type,
                role,
                configuration ? Optional.empty() : shape,
                opaque,
                !configuration || mentioned || open,
                configuration ? context.privateTypes().counterpart(type) : copies(shape, mentioned),
                context.late().contain(field),
                role == Role.MODULE && isOffered(names.of(field)),
                false);
    }

    /** The type of a field with objects of private types, of which copied code needs copies. */
    private static Optional<TypeName> copies(Optional<Shape> shape, boolean mentioned) {
        return shape.filter(s -> mentioned && s.values().anyMatch(Shape.ValueOf::copied))
                .map(Shape::boundType);
    }

    private ModelField ofArray(VariableElement field, boolean mentioned) {
        Role role =
                Annotations.isTrainable(field)
                        ? Role.PARAMETER
                        : Annotations.isBuffer(field)
                                ? Role.BUFFER
                                : caches.contains(field) ? Role.CACHE : Role.CONFIGURATION;
        boolean inParams = role == Role.PARAMETER || role == Role.BUFFER;
        Optional<Shape> shape = inParams ? Optional.of(new Shape.Leaf()) : Optional.empty();
        return new ModelField(
                field,
                names.of(field),
                hierarchy.type(field),
                role,
                shape,
                false,
                inParams || mentioned,
                Optional.empty(),
                false,
                false,
                true);
    }

    /** The shape of a field that holds objects made of parameters or buffers. */
    private Optional<Shape> value(VariableElement field, TypeMirror type) {
        return context.values()
                .shape(type)
                .filter(shape -> role(field, shape) != Role.CONFIGURATION);
    }

    private Role role(VariableElement field, Shape shape) {
        if (shape.holdsModules()) {
            return Role.MODULE;
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
        return madeOfParameters.contains(value.type()) || context.values().isOfParameters(value);
    }

    /** Whether an accessor of a name would not be another method. */
    private boolean isOffered(String name) {
        Stream<ExecutableElement> inherited =
                ElementFilter.methodsIn(hierarchy.elements().getAllMembers(hierarchy.model()))
                        .stream();
        return !name.equals("params")
                && Stream.concat(inherited, hierarchy.methods().stream())
                        .filter(m -> m.getParameters().isEmpty())
                        .noneMatch(m -> names.of(m).equals(name));
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
