package org.higher.processor.twin.copies;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.codegen.FieldReads;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.text.ClassSource;
import org.higher.processor.text.EnumConstants;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.RuntimeTypes;
import org.higher.processor.types.TwinNames;
import org.jspecify.annotations.Nullable;

/**
 * What is special about the copy of a private type: its static fields have the values of the
 * original's, and constants of an enum must be the same however often they are made.
 */
public final class TypeCopy {
    private final ClassSource source;
    private final PrivateTypes privateTypes;
    private final TypeElement root;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<Tree, CodeBlock> values = new IdentityHashMap<>();

    private TypeCopy(ClassSource source, PrivateTypes privateTypes, TypeElement root) {
        this.source = source;
        this.privateTypes = privateTypes;
        this.root = root;
    }

    public static TypeCopy of(ClassSource source, PrivateTypes privateTypes, TypeElement root) {
        TypeCopy copy = new TypeCopy(source, privateTypes, root);
        copy.inspect(privateTypes.tree(root), root);
        return copy;
    }

    public List<Problem> problems() {
        return problems;
    }

    /** What replaces initializers. */
    public Map<Tree, CodeBlock> values() {
        return values;
    }

    private void inspect(ClassTree tree, TypeElement type) {
        for (Tree member : tree.getMembers()) {
            if (member instanceof ClassTree nested) {
                ElementFilter.typesIn(type.getEnclosedElements()).stream()
                        .filter(t -> t.getSimpleName().contentEquals(nested.getSimpleName()))
                        .forEach(t -> inspect(nested, t));
            } else if (member instanceof BlockTree block && block.isStatic()) {
                refuse(block, "its static initializer would run twice");
            } else if (member instanceof VariableTree field
                    && !EnumConstants.isConstant(field, source.file())) {
                ElementFilter.fieldsIn(type.getEnclosedElements()).stream()
                        .filter(f -> f.getSimpleName().contentEquals(field.getName()))
                        .filter(f -> f.getModifiers().contains(Modifier.STATIC))
                        .forEach(f -> shareStatic(field, f, type));
            }
        }
        if (type.getKind() == ElementKind.ENUM) {
            inspectEnum(tree, type);
        }
    }

    /** A static field exists once: the copy has the value that the original has. */
    private void shareStatic(VariableTree tree, VariableElement field, TypeElement type) {
        if (field.getConstantValue() != null) {
            return;
        }
        String name = "its static field " + field.getSimpleName();
        if (!field.getModifiers().contains(Modifier.FINAL)) {
            refuse(tree, name + " may change");
        } else if (!privateTypes.in(field.asType()).isEmpty()) {
            refuse(tree, name + " holds objects of a private type");
        } else if (tree.getInitializer() != null) {
            CodeBlock owner = FieldReads.literal(type, source.elements());
            values.put(
                    tree.getInitializer(),
                    CodeBlock.of(
                            "$T.constant($T.lookup(), $L, $S, $T.class)",
                            RuntimeTypes.ACCESS,
                            MethodHandles.class,
                            owner,
                            field.getSimpleName(),
                            TypeName.get(source.typing().erasure(field.asType()))));
        }
    }

    private void inspectEnum(ClassTree tree, TypeElement type) {
        for (VariableElement field : ElementFilter.fieldsIn(type.getEnclosedElements())) {
            boolean state =
                    field.getKind() == ElementKind.FIELD
                            && !field.getModifiers().contains(Modifier.STATIC);
            boolean fixed =
                    field.getModifiers().contains(Modifier.FINAL) && isValue(field.asType());
            if (state && !fixed) {
                refuse(
                        declaration(tree, field),
                        "field " + field.getSimpleName() + " of its constants has state");
            }
        }
        for (Tree member : tree.getMembers()) {
            if (EnumConstants.isConstant(member, source.file())) {
                for (Tree part : EnumConstants.parts(member)) {
                    if (part instanceof ExpressionTree argument) {
                        inspectMade(argument);
                    } else if (part instanceof VariableTree) {
                        refuse(part, "a constant has a field of its own");
                    }
                }
            } else if (member instanceof VariableTree field) {
                inspectMade(values.containsKey(field.getInitializer()) ? null : field);
            } else if (member instanceof MethodTree method && method.getReturnType() == null) {
                inspectMade(method.getBody());
            } else if (member instanceof BlockTree) {
                inspectMade(member);
            }
        }
    }

    private static Tree declaration(ClassTree tree, VariableElement field) {
        return tree.getMembers().stream()
                .filter(VariableTree.class::isInstance)
                .filter(m -> ((VariableTree) m).getName().contentEquals(field.getSimpleName()))
                .map(Tree.class::cast)
                .findFirst()
                .orElse(tree);
    }

    /** Numbers, texts, enums and functions: what does not change. */
    private boolean isValue(TypeMirror type) {
        if (type.getKind().isPrimitive()) {
            return true;
        }
        Optional<TypeElement> element = Annotations.element(type);
        return element.filter(
                        e ->
                                e.getKind() == ElementKind.ENUM
                                        || e.getAnnotation(FunctionalInterface.class) != null
                                        || Set.of("java.lang.String", "java.lang.Class")
                                                .contains(e.getQualifiedName().toString())
                                        || source.typing().isBoxed(type))
                .isPresent();
    }

    /** Code that makes a constant, and would be another's if it did more than to name values. */
    private void inspectMade(@Nullable Tree code) {
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMethodInvocation(
                    MethodInvocationTree call, @Nullable Void unused) {
                String called = call.getMethodSelect().toString();
                boolean harmless =
                        called.equals("this") || called.equals("super") || isOfMath(call);
                if (!harmless) {
                    refuse(call, "its constants are made with " + called);
                }
                return super.visitMethodInvocation(call, null);
            }

            @Override
            public @Nullable Void visitNewClass(NewClassTree creation, @Nullable Void unused) {
                refuse(creation, "its constants are made with " + creation);
                return null;
            }

            @Override
            public @Nullable Void visitNewArray(NewArrayTree array, @Nullable Void unused) {
                refuse(array, "its constants are made with an array");
                return null;
            }

            @Override
            public @Nullable Void visitLambdaExpression(
                    LambdaExpressionTree lambda, @Nullable Void unused) {
                return null; // not run here
            }

            @Override
            public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
                return scan(tree.getExpression(), null); // to a field, all of which are checked
            }
        }.scan(code, null);
    }

    private boolean isOfMath(MethodInvocationTree call) {
        return call.getMethodSelect() instanceof MemberSelectTree select
                && !select.getIdentifier().contentEquals("random")
                && source.names()
                        .type(select.getExpression())
                        .filter(t -> t.getQualifiedName().contentEquals("java.lang.Math"))
                        .isPresent();
    }

    /** One reason is enough. */
    private void refuse(Tree at, String reason) {
        if (!problems.isEmpty()) {
            return;
        }
        problems.add(
                new Problem(
                        Message.NOT_COPIED,
                        at,
                        root.getSimpleName(),
                        TwinNames.twin(source.type()).simpleName(),
                        reason));
    }
}
