<?php
/*
 * WordPress' database access, which makes the database when the server does not have it yet.
 */

class container_wpdb extends wpdb
{
    public function select($db, $dbh = null)
    {
        $dbh ??= $this->dbh;
        if ($dbh instanceof mysqli && !mysqli_select_db($dbh, $db)) {
            $name = '`' . str_replace('`', '``', $db) . '`';
            mysqli_query($dbh, "CREATE DATABASE IF NOT EXISTS $name CHARACTER SET utf8mb4");
        }
        parent::select($db, $dbh);
    }
}

$wpdb = new container_wpdb(DB_USER, DB_PASSWORD, DB_NAME, DB_HOST);
