//! `wutong user create`, `wutong token create`.
use super::{Done, Failure, open};
use crate::cli::{Token, User};
use account::token::Scope;
use account::user::Draft;
use kernel::Role;

pub async fn user(cmd: User) -> Done {
    let User::Create { user, name, role, books } = cmd;
    let town = open(&books).await?;
    let roles: Option<Vec<Role>> = role.iter().map(|r| Role::parse(r)).collect();
    let roles = roles.ok_or_else(|| usage("a role is unknown; see wutong user create --help for their names"))?;
    let draft = Draft { login: user.clone(), display_name: name.unwrap_or(user), roles, ..Draft::default() };
    let made = account::users::create(&town.system(), &town.accounts(), &draft).await?;
    town.db.close().await;
    println!("{}", made.password);
    eprintln!("This one-time password for {} is shown only now; it must be changed at the first sign-in.", made.login);
    Ok(())
}

pub async fn token(cmd: Token) -> Done {
    let Token::Create { user, scope, days, books } = cmd;
    let scopes: Option<Vec<Scope>> = scope.iter().map(|s| Scope::parse(s)).collect();
    let scopes = scopes.ok_or_else(|| usage("a scope is read or write"))?;
    let town = open(&books).await?;
    let ctx = town.system();
    let owner = account::users::by_login(&ctx, &town.accounts(), &user).await?;
    let made = account::tokens::create(&ctx, &town.db, &owner.grant.id, &scopes, "wutong token create", days).await?;
    town.db.close().await;
    println!("{}", made.token);
    Ok(())
}

fn usage(text: &str) -> Failure {
    Failure { text: text.to_owned(), code: 2 }
}
