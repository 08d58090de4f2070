package org.higher.processor.twin.verification;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.pipeline.Context;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.analysis.InertTypes;
import org.higher.processor.twin.analysis.ModelField;
import org.higher.processor.twin.containers.expressions.SwitchResults;
import org.higher.processor.twin.validation.ParameterHolders;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.JdkMethods;
import org.higher.processor.types.Nesting;
import org.higher.processor.types.Shape;
import org.higher.processor.verification.Verifier;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a model's own source puts parameters into its configuration: a function that captures
 * a layer, an object that hides one.
 *
 * <p>Only what is certain is reported; what comes from elsewhere is looked into at run time.
 */
final class Captures implements Verifier.ClassInspection {
    private static final String FUNCTIONS = "java.util.function.";

    private final Trees trees;
    private final InertTypes inert;
    private final ParameterHolders holders;
    private final ModelNames names;
    private final Set<String> fields;
    private final Set<String> copied;

    private Captures(
            Trees trees,
            InertTypes inert,
            ParameterHolders holders,
            ModelNames names,
            Set<String> fields,
            Set<String> copied) {
        this.trees = trees;
        this.inert = inert;
        this.holders = holders;
        this.names = names;
        this.fields = fields;
        this.copied = copied;
    }

    /**
     * For a model, those of its configuration fields that could hold anything, and its twin's
     * methods; looks ahead at the classes that it creates objects of.
     */
    static Captures of(
            Context context,
            ClassSource source,
            Collection<ModelField> opaque,
            Collection<ExecutableElement> copied) {
        ParameterHolders holders = ParameterHolders.of(context);
        holders.readAhead(source);
        return new Captures(
                context.javac().trees(),
                InertTypes.of(context.elements(), context.types()),
                holders,
                new ModelNames(context, source.type()),
                opaque.stream().map(ModelField::name).collect(Collectors.toSet()),
                copied.stream().map(Object::toString).collect(Collectors.toSet()));
    }

    @Override
    public void inspect(TreePath classPath, Problem.Sink sink) {
        ValueFlow flows = ValueFlow.in(trees, classPath);
        List<Element> instance =
                trees.getElement(classPath).getEnclosedElements().stream()
                        .filter(m -> m.getKind() == ElementKind.FIELD)
                        .filter(m -> !m.getModifiers().contains(Modifier.STATIC))
                        .map(Element.class::cast)
                        .toList();
        List<Element> tensors =
                instance.stream().filter(m -> Shape.of(m.asType()).isPresent()).toList();
        for (Element member : instance) {
            String name = member.getSimpleName().toString();
            if (fields.contains(name)) {
                Walk walk = new Walk(flows, tensors, name, sink);
                flows.into(member).forEach(walk::value);
            }
        }
        inspectAnonymous(classPath, new Walk(flows, tensors, String.join(", ", fields), sink));
    }

    /**
     * Every anonymous class has a reference to the model that made it on JDK 17, used or not: run
     * time can't tell, and so none may use it.
     */
    private void inspectAnonymous(TreePath classPath, Walk walk) {
        new TreePathScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unused) {
                Element method = trees.getElement(getCurrentPath());
                return copied.contains(String.valueOf(method))
                        ? null
                        : super.visitMethod(tree, null);
            }

            @Override
            public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
                if (tree.getClassBody() != null) {
                    walk.anonymous(getCurrentPath(), tree);
                }
                return super.visitNewClass(tree, null);
            }
        }.scan(classPath, null);
    }

    /** Follows what is put into one field back to where it comes from. */
    private final class Walk {
        private final ValueFlow flows;
        private final String field;
        private final Problem.Sink sink;
        private final Set<Element> seen = new HashSet<>();

        /** The fields of parameters and buffers. */
        private final List<Element> tensors;

        Walk(ValueFlow flows, List<Element> tensors, String field, Problem.Sink sink) {
            this.flows = flows;
            this.tensors = tensors;
            this.field = field;
            this.sink = sink;
        }

        /** An expression whose value gets into the field. */
        void value(TreePath path) {
            Tree tree = path.getLeaf();
            TypeMirror type = trees.getTypeMirror(path);
            if (type != null && type.getKind() != TypeKind.VOID && inert.isInert(type)) {
                return;
            }
            if (tree instanceof ParenthesizedTree p) {
                value(path, p.getExpression());
            } else if (tree instanceof TypeCastTree cast) {
                value(path, cast.getExpression());
            } else if (tree instanceof AssignmentTree assignment) {
                value(path, assignment.getExpression());
            } else if (tree instanceof ConditionalExpressionTree c) {
                value(path, c.getTrueExpression());
                value(path, c.getFalseExpression());
            } else if (tree instanceof SwitchExpressionTree) {
                SwitchResults.of(path).forEach(this::value);
            } else if (tree instanceof NewArrayTree array && array.getInitializers() != null) {
                array.getInitializers().forEach(e -> value(path, e));
            } else if (tree instanceof LambdaExpressionTree lambda) {
                function(new TreePath(path, lambda.getBody()));
            } else if (tree instanceof MemberReferenceTree reference) {
                reference(path, reference);
            } else if (tree instanceof NewClassTree creation) {
                created(path, creation);
            } else if (tree instanceof MethodInvocationTree call) {
                called(path, call);
            } else if (tree instanceof IdentifierTree || tree instanceof MemberSelectTree) {
                named(path);
            }
        }

        private void value(TreePath parent, Tree child) {
            value(new TreePath(parent, child));
        }

        private void reference(TreePath path, MemberReferenceTree reference) {
            TreePath qualifier = new TreePath(path, reference.getQualifierExpression());
            if (!(trees.getElement(qualifier) instanceof TypeElement)) {
                value(qualifier);
            }
        }

        private void created(TreePath path, NewClassTree creation) {
            TypeMirror type = trees.getTypeMirror(path);
            Optional<TypeElement> created = Annotations.element(type);
            if (creation.getClassBody() != null) {
                anonymous(path, creation);
            } else if (created.filter(Captures::isLocal).isPresent()) {
                flows.declaration(created.get()).ifPresent(this::function);
            } else if (created.filter(Nesting::isInner).isPresent()) {
                sink.report(
                        Message.INNER_CLASS,
                        creation,
                        created.get().getSimpleName(),
                        created.get().getEnclosingElement());
            } else if (created.filter(holders::contains).isPresent()) {
                reportHidden(creation, created.get());
            }
            creation.getArguments().forEach(a -> value(path, a));
        }

        /** A class without a name, which may extend an inner one. */
        void anonymous(TreePath path, NewClassTree creation) {
            function(new TreePath(path, creation.getClassBody()));
            Annotations.element(trees.getTypeMirror(path))
                    .flatMap(t -> Annotations.element(t.getSuperclass()))
                    .filter(Nesting::isInner)
                    .ifPresent(
                            t ->
                                    sink.report(
                                            Message.INNER_CLASS,
                                            creation,
                                            t.getSimpleName(),
                                            t.getEnclosingElement()));
        }

        private void called(TreePath path, MethodInvocationTree call) {
            Element method = trees.getElement(path);
            if (method == null) {
                return;
            }
            if (ParameterHolders.makesParameter(method)) {
                sink.report(Message.HIDES_PARAMETERS, call, field, "this tensor");
                return;
            }
            if (names.isModel(method.getEnclosingElement().asType())) {
                if (seen.add(method)) {
                    flows.into(method).forEach(this::value);
                }
                return;
            }
            if (method.getEnclosingElement().toString().startsWith("java.")) {
                for (int i = 0; i < call.getArguments().size(); i++) {
                    argument(new TreePath(path, call.getArguments().get(i)), method, i);
                }
                if (call.getMethodSelect() instanceof MemberSelectTree select
                        && !method.getModifiers().contains(Modifier.STATIC)) {
                    value(new TreePath(path, select), select.getExpression());
                }
            }
        }

        /** Most methods of the JDK call the functions that they are given, and keep values. */
        private void argument(TreePath argument, Element method, int index) {
            boolean composes = method.getEnclosingElement().toString().startsWith(FUNCTIONS);
            if (composes || !JdkMethods.takesFunction((ExecutableElement) method, index)) {
                value(argument);
            } else if (argument.getLeaf() instanceof LambdaExpressionTree lambda
                    && lambda.getBodyKind() == LambdaExpressionTree.BodyKind.EXPRESSION) {
                value(argument, lambda.getBody());
            }
        }

        private void named(TreePath path) {
            Element element = trees.getElement(path);
            boolean self = ModelNames.isSelf((ExpressionTree) path.getLeaf());
            if (self && names.isModelItself(path, null) || names.isQualifiedSelf(path)) {
                report(path.getLeaf());
            } else if (!self && element instanceof VariableElement variable) {
                held(variable, path.getLeaf());
            }
        }

        /** A tensor that an object holds is no function's. */
        private void held(VariableElement variable, Tree at) {
            if (!variable.getKind().isField() && isParameter(variable)) {
                sink.report(Message.HIDES_PARAMETERS, at, field, "tensor " + at);
            } else {
                variable(variable, at);
            }
        }

        private void variable(VariableElement variable, Tree at) {
            boolean local = !variable.getKind().isField();
            boolean own = !local && !variable.getModifiers().contains(Modifier.STATIC);
            Optional<Shape> shape = Shape.of(variable.asType());
            if (inert.isInert(variable.asType())) {
                return;
            }
            if ((local || own) && shape.filter(Shape::holdsModules).isPresent()) {
                report(at);
            } else if (own && shape.isPresent() && !fields.contains(name(variable))) {
                report(at); // a parameter or buffer
            } else if (local
                    && (isParameter(variable)
                            || Annotations.element(variable.asType())
                                    .filter(holders::contains)
                                    .isPresent())) {
                report(at);
            } else if (local && seen.add(variable)) {
                flows.into(variable).forEach(this::value);
            }
        }

        /** Whether a tensor is made a parameter, or held as one in another field. */
        private boolean isParameter(VariableElement variable) {
            return Annotations.isTensor(variable.asType())
                    && (flows.into(variable).stream().anyMatch(this::makesParameter)
                            || tensors.stream()
                                    .flatMap(f -> flows.into(f).stream())
                                    .anyMatch(v -> variable.equals(trees.getElement(v))));
        }

        private boolean makesParameter(TreePath value) {
            Element element = trees.getElement(value);
            return element != null && ParameterHolders.makesParameter(element);
        }

        /** The body of a function or class: whatever it names from outside, it captures. */
        void function(TreePath body) {
            new TreePathScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
                    captured(getCurrentPath(), body.getLeaf());
                    return null;
                }

                @Override
                public @Nullable Void visitMemberSelect(
                        MemberSelectTree tree, @Nullable Void unused) {
                    if (names.isQualifiedSelf(getCurrentPath())) {
                        report(tree);
                    }
                    return super.visitMemberSelect(tree, null);
                }

                @Override
                public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
                    Optional<TypeElement> created =
                            Annotations.element(trees.getTypeMirror(getCurrentPath()));
                    created.filter(Nesting::isInner)
                            .filter(t -> names.isModel(t.getEnclosingElement().asType()))
                            .ifPresent(t -> report(tree.getIdentifier()));
                    created.filter(Captures::isLocal)
                            .filter(seen::add)
                            .flatMap(flows::declaration)
                            .ifPresent(Walk.this::function);
                    return super.visitNewClass(tree, null);
                }
            }.scan(body, null);
        }

        private void captured(TreePath path, Tree body) {
            Element element = trees.getElement(path);
            IdentifierTree name = (IdentifierTree) path.getLeaf();
            if (element == null) {
                return;
            }
            boolean self = ModelNames.isSelf(name);
            if (self ? names.isModelItself(path, body) : names.isMember(element, path, body)) {
                report(name);
            } else if (!self
                    && element instanceof VariableElement variable
                    && !element.getKind().isField()
                    && !names.isInside(variable, path, body)) {
                variable(variable, name);
            }
        }

        private void report(Tree at) {
            sink.report(Message.CAPTURES_MODEL, at, field, at);
        }

        private void reportHidden(Tree at, TypeElement type) {
            sink.report(Message.HIDES_PARAMETERS, at, field, "a " + type.getSimpleName());
        }
    }

    /** Whether a class with a name is declared in a body, where it can use variables. */
    private static boolean isLocal(TypeElement type) {
        return type.getNestingKind() == NestingKind.LOCAL && type.getKind() == ElementKind.CLASS;
    }

    private static String name(VariableElement variable) {
        return variable.getSimpleName().toString();
    }
}
