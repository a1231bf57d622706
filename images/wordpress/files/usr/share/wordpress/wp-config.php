<?php
/*
 * WordPress' settings, from the environment variables that the official image has.
 */

function container_setting(string $name, string $default): string
{
    $value = getenv($name);
    return $value === false || $value === '' ? $default : $value;
}

define('DB_HOST', container_setting('WORDPRESS_DB_HOST', 'mysql'));
define('DB_USER', container_setting('WORDPRESS_DB_USER', 'root'));
// Without a password of its own it uses what the link to a database says: the link is called "mysql".
define('DB_PASSWORD', container_setting(
    'WORDPRESS_DB_PASSWORD',
    container_setting('MYSQL_ENV_MYSQL_ROOT_PASSWORD', 'password')
));
define('DB_NAME', container_setting('WORDPRESS_DB_NAME', 'wordpress'));
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
$table_prefix = container_setting('WORDPRESS_TABLE_PREFIX', 'wp_');

// A key that is left out, or the same as another, WordPress makes itself and keeps in the database, so that all
// containers of a service share it.
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $purpose) {
    foreach (['KEY', 'SALT'] as $kind) {
        $value = container_setting("WORDPRESS_{$purpose}_{$kind}", '');
        if ($value !== '') {
            define("{$purpose}_{$kind}", $value);
        }
    }
}

// The site has the address it was asked by, whichever of its domains that is, and as the router got it.
$forwarded = strtolower(trim(explode(',', $_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '')[0]));
if ($forwarded === 'https') {
    $_SERVER['HTTPS'] = 'on';
}
$secure = !in_array(strtolower($_SERVER['HTTPS'] ?? ''), ['', 'off'], true);
$host = $_SERVER['HTTP_HOST'] ?? '';
if (!preg_match('/^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?$/', $host)) {
    $host = 'localhost';
}
define('WP_HOME', ($secure ? 'https://' : 'http://') . $host);
define('WP_SITEURL', WP_HOME);

// A new version is a new image; themes and plug-ins are installed into wp-content.
define('WP_AUTO_UPDATE_CORE', false);
define('FS_METHOD', 'direct');

if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}
require_once ABSPATH . 'wp-settings.php';
